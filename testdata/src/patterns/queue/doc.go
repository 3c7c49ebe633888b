// Package queue connects producers and consumers by a channel of bounded size.
//
// # Rust
//
// A bounded `mpsc` channel makes senders wait when it is full. It closes itself
// when the last sender is dropped, and sending fails when the receiver is.
//
// Words: mpsc, channel, Sender, Receiver, backpressure.
//
// # Guarantees
//
//   - Producers get ahead by as many items as there is room for, and by no more. (TestBackpressure)
//   - The channel is closed once, when the last producer has ended, and then every item has been consumed. (TestAllConsumed)
//   - When all consumers have left early, producers are told so, and Run returns without an error. (TestEarlyExit)
//   - The first error of anyone ends all others and is what Run returns. (TestErrors)
//   - A consumer or producer that panics at any step ends all others; then the panic comes out of Run. (TestEveryPanic)
//   - When the context ends at any step, Run returns in the same instant, with its cause, and nothing is left. (TestEveryCancel)
//
// # Why it is right
//
// A Go channel does not know who sends and who receives, so what Rust derives
// from dropping has to be done by somebody. Run owns the channel: nobody else
// can close it, and it does so when the last producer has returned, so that
// no send can come after. Receivers never close; they leave, and the context
// tells the senders.
//
// That is why a send always has the context beside it. A receive needs it only
// when the items do not matter any more: a plain range over the channel is
// enough for a consumer that stays until the end.
//
// The room decouples bursts, no more than that: 0 is a good size, and any size
// that makes a program work that hangs with 0 hides a mistake.
//
// # What goes wrong
//
// Consumers return at the first error, and producers wait for ever to send;
// a consumer closes the channel, and the next send panics; nobody closes it, and
// the consumers wait for ever; each producer closes it, and the second panics.
//
// # Checks
//
//   - orphanchan: a channel that nobody closes, or nobody receives from
//   - sendnodone: a producer that does not notice that its consumers have left
//   - sendonclosed: a channel that is closed twice, or under its senders
//   - groupctx: the context that ends the others, if an errgroup starts them
//
// # Measured
//
//   - items that producers get rid of, room 3, while the one consumer is stuck: 4
//   - items consumed of 4 producers with 25 each: 100
//   - time from the exit of the last consumer to the end of Run: 0s
package queue
