// Package leaklabel finds the goroutines that one test leaves behind, while others run.
//
// Where a bubble of [testing/synctest] is enough (no network, no processes), the
// bubble is the better check. This is for the rest.
//
// # Rust
//
// `#[tokio::test]` drops the runtime of each test, and the tasks of that test with
// it; a leak shows as work that was not done.
//
// Words: tokio::test, JoinSet, TaskTracker.
//
// # Guarantees
//
//   - A goroutine that f, or whatever f started, leaves behind fails the test, with its stack. (TestLeak, TestGrandchild)
//   - One that is about to end is waited for. (TestEndsSoon)
//   - Goroutines of other tests do not count, though they run at the same time; nor do those from before. (TestParallel, TestBefore)
//   - A panic of f comes out as it is. (TestPanic)
//
// # Why it is right
//
// A goroutine inherits the profiler's labels from the one that starts it, and has
// them as long as it lives. So a label with a value that nobody else has
// marks all that a test starts, directly or not, and the goroutine profile shows
// which of them are left. Comparing all goroutines before and after a test
// cannot do that: the test beside it has started some meanwhile.
//
// The limits follow from that. What a timer starts (time.AfterFunc) has no
// labels, nor has a goroutine of a pool that was there before. Code that
// calls pprof.Do itself adds labels and keeps this one.
//
// # What goes wrong
//
// goleak.VerifyNone in a test with t.Parallel sees the goroutines of the other
// tests, and fails for them; a list of exceptions grows until it sees nothing.
//
// # Checks
//
//   - leakparallel: leak checks of a single test while others run; its reference checks all tests at their end
//
// # Measured
//
//   - leaks reported of 10 parallel tests, of which 5 leak: 5
//   - leaks reported in those that do not: 0
package leaklabel
