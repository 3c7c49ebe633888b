// Package taskhandle starts a task and gives back a handle to wait for it.
//
// A go statement returns nothing: what a task computed, whether it failed, and
// even that it ended has to be told by the task itself. A handle is where.
//
// # Rust
//
// `spawn` starts a task at once and returns a JoinHandle, which is a future of its
// result; dropping the handle detaches the task, `abort` cancels it.
//
// Words: spawn, JoinHandle, abort, spawn_blocking, JoinError.
//
// # Guarantees
//
//   - Any number of goroutines may wait, any number of times, before and after the end; all get the same result. (TestManyWait)
//   - Who gives up waiting leaves the task alone, and gets the cause of its own context. (TestGiveUp)
//   - Stop ends the task's context, with a cause of its own, and returns when the task has ended. (TestStop)
//   - A task that panics is a result like any other: every Wait panics with it, and the process lives on. (TestEveryPanic)
//   - A handle that nobody waits for keeps nothing alive once the task has ended. (TestForgotten)
//   - Cancelled at any step, Wait returns in the same instant. (TestEveryCancel)
//
// # Why it is right
//
// The result is written before the channel is closed, and read after: closing
// is what makes it visible, to everyone and for ever. A channel with the result
// in it would serve the first reader only.
//
// Whether the task ends is between it and its own context. Wait takes another
// one, because how long somebody is willing to wait has nothing to do with how
// long the task may take.
//
// # What goes wrong
//
// The result is sent on a channel, and the second reader waits for ever. The
// handle is dropped, and the task is nobody's: it still runs when the program,
// or the test, ends. Stop without waiting, and the task still uses what its
// owner is about to close.
//
// # Checks
//
//   - missingstop: an object whose goroutine ends only by a method that nobody calls
//
// # Measured
//
//   - goroutines that get the one result: 10
//   - time from Stop to the end of a task that obeys: 0s
//   - steps at which the task panicked: 3
package taskhandle
