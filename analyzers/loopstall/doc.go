// Package loopstall reports cases of a select loop that keep it from noticing that it is to stop.
//
// # Why
//
// A loop around a select does one thing at a time. While one of its cases sleeps
// between two attempts, waits for a server that does not answer or for a process,
// all others wait: the channel by which the loop is told to stop, first of all.
// Close, or whoever cancelled the context, waits as long; of a ticker all ticks
// but one are lost.
//
// # What is reported
//
// In a loop that waits in a select once in each round:
//
//   - a call that waits for the answer of a server, a connection or a process and
//     that no context ends, by itself or through one or two functions, and a call
//     of a function that sleeps, in one case, where another case is a stop: a
//     receive from ctx.Done(), or from a channel that the function was given and
//     whose value nobody looks at, which leaves the loop.
//   - a time.Sleep of 100 ms or more, or of unknown length, in one case, where
//     another case is a timer or ticker that stays in the loop, and none is a stop.
//
// # What is not reported
//
//   - Calls that are passed a context, a request or a channel, or give up when some
//     context ends, such as those of a stream, which has its own; functions that
//     listen to a stop themselves.
//   - Sleeps in the loop itself where a stop waits: those are sleepctx's, if it is
//     a context, and ctxloop's; and so are sleeps of literals. In other callees,
//     sleeps of a constant below a second.
//   - Loops without a stop or a timer: a plain worker may block, that is its job.
//     Requests, where only a timer waits for them.
//   - Cases that leave the loop, and what is behind a return in one.
//   - A select with a default case, a select that some rounds go round.
//   - Mutexes, channels, WaitGroups, reads and writes of files and connections.
//   - Goroutines, deferred calls, test files.
//
// # How to silence
//
//	//asynclint:ignore loopstall reason
//
// on the line of the report or above it. That each wait is short, because the
// client has a timeout, is such a reason.
//
// # Proof
//
// The test closes a loop that retries something in vain. In virtual time, in a
// testing/synctest bubble, that takes ten minutes with bad code and no time with
// the reference.
//
// # References
//
//   - The guide's pitfall "blocking": in an event loop, what is slow is a case.
package loopstall
