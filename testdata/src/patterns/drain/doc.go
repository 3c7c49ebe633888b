// Package drain ends a server of jobs without losing what it has accepted.
//
// For HTTP see the reference of shutdownwait: net/http does the draining, and
// what is left is to wait for it.
//
// # Rust
//
// On `ctrl_c` a signal is sent to all tasks over a broadcast or watch channel, and
// main waits for them, often by waiting until every sender of a channel is gone.
//
// Words: graceful shutdown, ctrl_c, signal, CancellationToken, TaskTracker.
//
// # Guarantees
//
//   - After the first signal no job is accepted any more: Submit says so. (TestDrain)
//   - Every job that was accepted is done before Run returns, if there is time. (TestDrain)
//   - Draining takes no longer than the grace period: then the jobs' context ends, and Run says how many jobs were not done. (TestGrace)
//   - A second signal ends the jobs' context at once. (TestSecondSignal)
//   - Run returns when the last worker has ended, in every case. (TestDrain, TestGrace, TestSecondSignal, TestEveryCancel)
//   - A job that panics ends itself, not its worker, and counts as not done. (TestEveryPanic)
//   - Whenever either context ends, every job that was accepted is either done or counted as not done. (TestEveryCancel)
//   - Real signals do the same to both contexts. (TestSignals)
//
// # Why it is right
//
// There are two questions, and so two contexts: may anything begin (soft), and
// may what has begun go on (hard). The jobs get the hard one only; a job that
// got the soft one would be cut off at the very moment when it is to be finished.
//
// Accepting a job and closing for good happen under one lock, so a job is either
// in the queue before the end, and then a worker takes it, or refused. Workers
// end when the queue is closed and empty; being told to stop is no reason. The
// grace period is a timer that starts when draining does, and ends the jobs'
// context with a cause.
//
// # What goes wrong
//
// One context for both, so that Shutdown gets a context that is done; workers
// that stop at the signal with a queue still full; a drain without a bound, and
// the kill after 30 seconds is not graceful at all.
//
// # Checks
//
//   - deadctx: a shutdown that is given the context whose end began it
//   - shutdownwait: a program that ends before the draining has
//   - sleepctx: workers that sleep through their context
//
// # Measured
//
//   - jobs accepted before the signal, and done: 6
//   - time to drain 6 jobs of 10s with 2 workers, 2 of them begun: 30s
//   - time from the end of the grace period to the end of Run: 0s
//   - time from the second signal to the end of Run: 0s
package drain
