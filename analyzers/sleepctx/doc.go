// Package sleepctx reports calls of time.Sleep that make a function deaf to its context.
//
// # Why
//
// time.Sleep knows nothing of contexts. A retry loop that takes ctx and sleeps
// between its attempts returns only when the sleep is over, although whoever
// cancelled ctx is waiting for it: shutdown takes as long as the longest back-off,
// a request that its client gave up keeps its goroutine. A select on ctx.Done()
// and time.After waits for the same time and ends at once when it should.
//
// # What is reported
//
// A call of time.Sleep on the cycle of a loop, or with a constant of a second
// or more anywhere, where source can name a context that may end meanwhile: a
// parameter, r.Context() of a request, the Context() of a stream or command
// that the function asks for it, one derived from these or by WithTimeout,
// WithDeadline or NotifyContext, one captured by a function literal, a field of
// the receiver that the loop mentions.
//
// The suggested fix returns ctx.Err() with zero values for the other results,
// if the last result is an error, or just returns, if there is none. There is
// no fix where returning here would skip an Unlock, a Done of a WaitGroup or a
// close that is not deferred, or where a type or name cannot be spelt. In
// modules before Go 1.23 the timer of time.After stays in memory until it fires,
// even if ctx ended first: that is as long as the sleep would have been.
//
// # What is not reported
//
//   - Functions that can name no context, or only one that cannot end:
//     context.Background, context.TODO, context.WithoutCancel, variables
//     assigned something of which nothing is known, and a parameter of an
//     unexported function to which all calls pass one of these.
//   - A context made here by WithCancel from one that cannot end: while the
//     function sleeps nobody cancels it. (A goroutine that it starts is told.)
//   - A context that is cancelled before the sleep, or is made in each iteration.
//   - Constants below 100ms in a loop that tests a context or passes it on, and
//     below 1s in all, as in ten times 50ms: nobody notices.
//   - Code that runs when some context is done: it sleeps for another reason.
//   - Deferred code, and literals that are stored, returned or passed to unknown
//     functions, unless they have a context parameter: they may be the cleanup.
//   - Tests: _test.go files and functions with a *testing.T, B, F or TB.
//   - Generated files.
//
// # How to silence
//
//	//asynclint:ignore sleepctx reason
//
// on the line of the call or above it.
//
// # Proof
//
// In a testing/synctest bubble, so in virtual time, the test cancels a call
// that is in its back-off and measures how long it takes to return: as long as
// the rest of the back-off on bad, no time at all on ref.
//
// # References
//
//   - https://pkg.go.dev/time#Sleep, https://pkg.go.dev/time#After (garbage collection since Go 1.23)
//   - https://go.dev/blog/context: "all [goroutines] should exit quickly"
//   - tailscale/tailscale e1078686b3, hibiken/asynq c40e779fdb, hashicorp/consul-template c677df820c:
//     fixes of exactly this
//   - ruff ASYNC110 (async-busy-wait), the relative for Python
package sleepctx
