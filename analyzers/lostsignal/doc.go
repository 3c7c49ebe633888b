// Package lostsignal reports signals that are dropped unless a receiver is already waiting.
//
// # Why
//
// "Wake the worker, but do not wait for it" is written as
//
//	select {
//	case wake <- struct{}{}:
//	default:
//	}
//
// With an unbuffered channel that is right only if the worker sits in its
// receive at that very moment. If it is still busy with the last batch, or is
// about to look once more, the signal is gone: the work that it announced lies
// there until something else wakes the worker, or for ever. It works in tests,
// where nothing is ever busy.
//
// A channel with room for one keeps the signal, and one is enough: a worker that
// looks at everything there is needs to be told once. This is how the standard
// library does it, too.
//
// # What is reported
//
// A select of one send and an empty default, where the channel is unbuffered,
// only this package can receive from it, what is sent is little more than a
// token (an empty struct, a bool, an error, a constant), and
//
//   - some receive waits for it, and its goroutine does other things in between
//     or gets there later; or
//   - no receive waits: all of them are in selects with default as well. Then a
//     signal never arrives.
//
// That a lost signal matters is the assumption of this check. The fix gives the
// channel a capacity of 1 where it is made.
//
// # What is not reported
//
//   - Channels with a buffer, and those that others may make or receive from.
//   - Values that carry something: to drop a sample or an event because nobody
//     listens is a decision.
//   - A default that does something: starts a worker, counts. One that is
//     explained by a comment is a decision as well.
//   - A loop that ends when the signal has been received: it tries again.
//   - Receivers that wake up by a timer or ticker, too: the signal is a hint.
//   - Receivers that do nothing but receive.
//   - Select statements with several sends.
//
// # How to silence
//
// If only those who wait at that moment are to hear of it, say so:
//
//	//asynclint:ignore lostsignal progress is shown to whoever looks
//
// # Proof
//
// In a bubble of testing/synctest the test posts a message while the first one
// is being delivered. It waits for the delivery of the second, which never
// comes: all goroutines of the bubble are blocked. With room for one signal it
// is delivered.
//
// # References
//
//   - os/signal.Notify asks for a buffered channel for the same reason: "Package
//     signal will not block sending to c"; go vet's sigchanyzer checks that.
//   - GoBench, doi:10.1109/CGO51591.2021.9370317: grpc 1460, where the transport
//     wakes its keepalive goroutine like this.
package lostsignal
