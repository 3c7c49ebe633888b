// Package deadline bounds how long a caller waits for an operation.
//
// Two kinds of operation need two functions. One that obeys its context is
// simply called with one that ends in time. One that cannot be told to end
// is left to itself, in a goroutine of its own, and its late result is dropped.
//
// # Rust
//
// `select!` polls several futures and drops those that lose, and dropping is what
// cancels them; `timeout` is a select against a timer. A goroutine cannot be
// dropped from outside: it has to be asked, through a context.
//
// Words: select!, timeout, CancellationToken, abort, oneshot, spawn_blocking.
//
// # Guarantees
//
//   - A result in time is returned as it is, and no timer stays. (TestInTime)
//   - A caller waits for d and not longer, and learns from the error that it was d that ended. (TestLate)
//   - A late result is dropped, and the goroutine that had it ends. (TestLate)
//   - When the caller's context ends first, the error is its cause. (TestEveryCancel)
//   - A context that ends at any step ends the wait in the same instant, and nothing is left when the operation ends. (TestEveryCancel)
//   - If both are ready, the result wins: work that was done is not thrown away. (TestTie)
//   - A panic of the operation comes out in the caller, if it still waits. (TestPanic)
//
// # Why it is right
//
// The channel has room for the one result there will ever be. So the goroutine
// never waits for a receiver, which may have left, and it needs no second case
// beside its send: when nobody refers to the channel any more, the collector
// takes it with the result.
//
// [context.WithTimeoutCause] has the error say whose time was up: further down
// the stack the caller's own deadline and this one look the same.
//
// # What goes wrong
//
// With an unbuffered channel the goroutine waits for ever to send what nobody
// wants any more. It is the most common leak there is: one goroutine for each
// timeout, and with it all that it refers to.
//
// # Checks
//
//   - chanleak: the late result that nobody receives
//   - sleepctx: an operation that sleeps cannot be told to end; its reference can
//
// # Measured
//
//   - time that a caller waits for a stuck operation, limit 1s: 1s
package deadline
