// Package sendnodone reports sends that ignore the cancellation that their loop listens to.
//
// # Why
//
// A loop that selects on ctx.Done() looks as if it could be stopped at any time.
// But if it sends on a channel in between, with a plain send, it does not listen
// while it waits for the receiver. The cancellation usually reaches the
// receiver as well, often first: it returns, and then nobody takes the value,
// ever. The goroutine stays, with all that it refers to; and a Wait for it
// hangs.
//
// # What is reported
//
// A plain send on the cycle of a loop, or in a function of the package that is
// called there, where the loop is left when a context is done (by ctx.Done() in
// a select, or by a test of ctx.Err()) or when a stop channel is closed, and
//
//   - the receivers are known, and each is in a loop of another function that is
//     left when a context is done, when the same stop channel is closed, or when
//     an error occurs; or
//   - the receivers are not known: the channel comes from the caller, or is
//     given to others to receive from.
//
// That unknown receivers may stop before the channel is closed is the assumption
// of this check. It is what the context is for.
//
// If the loop simply returns when it is told to, there is a fix: a select.
//
// # What is not reported
//
//   - Reply channels: a channel that came with a message, or out of a map or
//     slice, or was made for this round. Whoever asked for a reply receives it.
//   - Channels of which some receiver goes on until they are closed, or takes one
//     value for each.
//   - Semaphores: empty structs in a buffered channel; and channels from which the
//     sender itself receives, as with a value that is taken out and put back.
//   - Sends before the loop, or on the way out of it.
//   - Sends in a select, with a default or with any other case.
//   - Loops that listen to nothing.
//   - Receivers whose loop ends for reasons that have nothing to do with the
//     sender's.
//   - Test files.
//
// # How to silence
//
// If the receiver is certain to outlive the sender, say why:
//
//	//asynclint:ignore sendnodone the caller drains out before it cancels
//
// # Proof
//
// In a bubble of testing/synctest the test takes one result of a pipeline stage
// and cancels its context. When it returns, the stage is still blocked in its
// send, and the bubble says so. With the reference nothing is left.
//
// # References
//
//   - "Go Concurrency Patterns: Pipelines and cancellation", the Go blog, 2014:
//     "stages close their outbound channels when all the send operations are
//     done [or when] senders are unblocked".
//   - ethereum/go-ethereum 62dc59c2bd: the loop that commits new work sent to a
//     loop that had ended on the same channel.
//   - GoBench, doi:10.1109/CGO51591.2021.9370317: cockroach 1462.
package sendnodone
