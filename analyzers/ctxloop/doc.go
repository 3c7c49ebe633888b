// Package ctxloop reports loops that go on, or sleep, when they have been told to stop.
//
// # Why
//
// A context or a stop channel ends only what listens to it. A function that takes
// ctx and ranges over the channel of a ticker runs until the process ends, whoever
// cancels ctx; if it passes ctx on in the loop, everything that it calls fails from
// then on, and the loop goes on all the same. A loop that looks at its stop channel
// and then sleeps is told in its sleep, and does not hear it: Close, which waits for
// the goroutine, takes as long as the sleep.
//
// # What is reported
//
//   - A loop that nothing ends (no return, no break, no condition; panics do not
//     count), that waits in each round, and where source can name a context that
//     may end meanwhile: a parameter, r.Context(), a field of the receiver that the
//     loop mentions. A range over the channel of a ticker is such a loop: Stop does
//     not close that.
//   - A case <-ctx.Done() in such a loop: it does not leave it, often since its
//     break leaves the select only, and from then on it is always ready.
//   - A call of time.Sleep in a loop that a stop channel ends, as a case of a select
//     somewhere else in the loop; or, outside of loops, after a select with default
//     that returns when the channel is closed.
//   - A receive from a timer or ticker that is no case of a select, in the same
//     places, or where source can name a context: <-time.After(d), <-t.C and a
//     range over it.
//
// A stop channel is one that the function was given, in a parameter, a field or a
// variable of the package, and whose value nobody looks at.
//
// # What is not reported
//
//   - A time.Sleep that ignores a context: that is sleepctx.
//   - Waits that are known to be shorter than a second, and back-offs that begin
//     with less.
//   - Waits of unknown length outside of loops, unless the function polls a stop
//     channel before.
//   - A channel that the function made itself: it tells that something has ended.
//   - A receive that empties the channel of a timer after Stop.
//   - Loops that end in some way that has nothing to do with the context: by an
//     error, by a condition, by the end of a range over a channel.
//   - Contexts that cannot end, and code that runs when some context is done.
//   - Parameters named _, tests, generated files.
//
// # How to silence
//
//	//asynclint:ignore ctxloop reason
//
// on the line of the report or above it. A loop that is to run as long as the
// process is such a reason; better, name its parameter _.
//
// # Proof
//
// In a testing/synctest bubble the test cancels the context of a loop over a ticker:
// on bad its goroutine outlives the bubble. And it closes a poller in its sleep:
// in virtual time that takes an hour on bad, and no time on ref.
//
// # References
//
//   - Package time, Ticker.Stop: "Stop does not close the channel"
//   - https://go.dev/blog/pipelines, "Explicit cancellation"
//   - hibiken/asynq c40e779fdb, hashicorp/consul-template c677df820c and
//     kubernetes/client-go 29ad2bc1d4: sleeps and back-offs that stop channels
//     could not end
//   - staticcheck SA4011, a break that leaves the select only
package ctxloop
