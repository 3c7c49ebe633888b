// Package backoff tries again, after waits that grow and are random.
//
// The reference of sleepctx is the same in its simplest form.
//
// # Rust
//
// A loop with `sleep` inside of `select!` or `timeout`; crates such as backon make
// an iterator of delays.
//
// Words: sleep, timeout, ExponentialBackoff, jitter.
//
// # Guarantees
//
//   - The n-th wait is random, between nothing and first times 2 to the n, and never more than most. (TestWaits)
//   - Calls that fail together do not come back together. (TestSpread)
//   - A permanent error is not tried again, nor is the end of the context. (TestPermanent)
//   - No wait begins that would be over after the deadline. (TestDeadline)
//   - The error has the last failure, and the cause if it was the context that ended. (TestPermanent, TestDeadline, TestEveryCancel)
//   - When the context ends at any step, Do returns in the same instant. (TestEveryCancel)
//
// # Why it is right
//
// Who serves many fails for many at the same time. If all come again after the same
// wait they come together again, and it fails again. Growing waits thin them out,
// and random ones spread them; it takes both.
//
// The wait is a select with the context beside the timer. It is not begun if it
// would end after the deadline: the caller gets the error sooner, with the
// real failure in it, in place of a deadline that says nothing.
//
// # What goes wrong
//
// time.Sleep, and a shutdown that takes as long as the longest backoff; retrying
// what was cancelled, or what can never succeed; retries in every layer, three
// times three times three; a wait that doubles until it overflows.
//
// # Checks
//
//   - sleepctx: the Sleep between two attempts
//
// # Measured
//
//   - longest wait of 10 attempts, first 1s, most 10s, always the largest random number: 10s
//   - sum of the waits: 1m5s
//   - most of 1000 calls that come back within the same 10ms of the first second: 18
package backoff
