// Package virtualtime probes something again and again; its test shows how to
// test what has to do with time.
//
// # Rust
//
// `#[tokio::test]` gives each test a runtime, `start_paused` and `advance` a clock that
// jumps ahead when nothing else is to be done, `timeout` bounds an await.
//
// Words: tokio::test, start_paused, pause, advance, timeout, interval.
//
// # Guarantees
//
//   - There is a probe at the start and then one each interval, not sooner, and not later because one took long. (TestInterval)
//   - A probe that does not answer counts as failed after the timeout. (TestTimeout)
//   - The alarm comes with the last of so many failures in a row, once; a success in between starts the count anew. (TestAlarm)
//   - When the context ends at any step, Run returns in the same instant. (TestEveryCancel)
//
// # Why it is right
//
// A test in a bubble of [testing/synctest] has a clock of its own. It stands still
// while any goroutine of the bubble can run, and jumps to the next timer when
// all of them wait. So times are exact, a day takes milliseconds, and nothing
// depends on how busy the machine is. [synctest.Wait] returns when all others
// wait: it is the handshake with goroutines that have none.
//
// At its end the bubble is a leak check as well, one that is not disturbed by
// parallel tests: it knows which goroutines are its own, waits for them, and
// panics if some can never end.
//
// t.Context ends just before the cleanups run, so that what a test started ends
// with the test. A bubble needs no timeouts: where nothing can go on, it says so
// at once, with the stacks of all who wait.
//
// # What goes wrong
//
// time.Sleep(50 * time.Millisecond) and hope; a timeout in the test that fails
// when the machine is busy; a goroutine that outlives its test and
// fails another one; channels made outside the bubble, which it cannot count on.
//
// # Checks
//
//   - leakparallel: leak checks of a single test while others run
//   - testfatal: t.Fatal in a goroutine other than the test's
//
// # Measured
//
//   - probes in a day, one each minute: 1441
//   - time until a probe without an answer has failed, timeout 5s: 5s
//   - alarms in 10 failures, 3 in a row are one: 1
package virtualtime
