// Package sendonclosed reports sends on channels that may be closed, and channels that may be closed twice.
//
// # Why
//
// A send on a closed channel panics, and so does closing it again. The panic is
// in the goroutine that sends, where nobody recovers it: the process dies. It
// takes an order of events that tests rarely have, such as a timeout that closes
// the channel while a sender is still at work.
//
// # What is reported
//
// A send or a close, on a channel that one call of a function makes and keeps to
// itself, where some run of the function, of its goroutines and of the functions
// of the package that it calls comes there after a close:
//
//   - the receiver closes the channel and leaves while senders are at work
//   - a close that does not wait for the senders, or waits for a WaitGroup that
//     they only add to themselves
//   - each of several workers closes the channel; a close on one path that a
//     deferred close repeats; a send or a close after the close
//
// # What is not reported
//
//   - channels that something else may use: they are returned, stored in a field
//     of an object from elsewhere, sent on a channel, or given to functions of
//     other packages
//   - a close under sync.Once, or under a flag
//   - senders that are waited for before the close, by a WaitGroup, an errgroup or
//     by receiving what they send
//   - what functions do that other code may call
//   - in tests, what does not happen on every run
//
// # How to silence
//
//	//asynclint:ignore sendonclosed the reason
//
// on the line of the send or close or the line above.
//
// # Proof
//
// The test ends the context during a lookup and lets it finish when the function
// has returned, in a process of its own, which dies of "panic: send on closed
// channel". With the reference the value goes into the buffer.
//
// # References
//
//   - https://go.dev/ref/spec#Close: "Sending to or closing a closed channel
//     causes a run-time panic."
//   - CWE-662: Improper Synchronization
package sendonclosed
