// Package eventloop keeps state in one goroutine that never waits for anything
// slow.
//
// # Rust
//
// A task that blocks its thread blocks all tasks of that thread, so blocking work
// goes to `spawn_blocking`. A goroutine that blocks holds up nobody: the
// runtime runs others. What it does hold up is whatever is serial by design: who
// waits for this loop, this lock, this init.
//
// Words: spawn_blocking, block_in_place, LocalSet, select! in a loop.
//
// # Guarantees
//
//   - Events are handled one at a time, in the goroutine of Run: the state needs no lock. (TestSerial)
//   - A slow operation holds up no event; its result comes back as an event. (TestNotHeldUp)
//   - At most so many operations run at a time; the others wait for a slot, not the loop. (TestBound)
//   - Post gives up when its context ends or the loop does, and never waits for ever. (TestPostAfterEnd, TestEveryCancel)
//   - When Run returns every helper has ended; results that came too late are dropped. (TestPostAfterEnd, TestEveryCancel)
//   - Cancelled at any step, Run returns in the same instant. (TestEveryCancel)
//   - A panic in an event comes out of Run, after the helpers have ended. (TestEveryPanic)
//
// # Why it is right
//
// The loop's select has only cases that are quick: whatever waits, sleeps,
// dials or computes for long runs in a helper. A helper must not touch the
// state, so what it returns is a function, which the loop calls.
//
// Posting and returning results both have the end of the loop beside their send,
// so neither waits for a loop that has gone. The helpers' context ends with the
// loop, and Run waits for them: they obey it.
//
// # What goes wrong
//
// A time.Sleep between two attempts, or a request without a timeout, in a case of
// the loop: everybody who posts waits as well. A helper that posts to the loop
// while the loop waits for it. A goroutine for each event, without a bound.
//
// # Checks
//
//   - sendafterexit: posting to a loop that has ended
//   - sleepctx: sleeping where a context could end the wait
//   - lockstall: the same mistake with a lock in place of a loop
//
// # Measured
//
//   - time that an event waits while 3 operations take 1h: 0s
//   - most operations at once, 10 started, 3 slots: 3
//   - events handled of 10 goroutines with 100 each: 1000
package eventloop
