// Package callbacklock reports functions of other packages that are called while a lock is held.
//
// # Why
//
// What a callback does is up to somebody who does not know of the lock. If it
// takes its time, everybody who needs the lock waits for it. If it asks the
// object that called it for something, which is what callbacks do, it waits for
// a lock that its own goroutine holds, and nobody ever gets on.
//
// # What is reported
//
// A call of a function that came from outside, while every path to it holds a
// lock that another function of the package takes, too. From outside are func
// parameters of exported functions and exported func fields that the package
// itself does not fill, and what these are assigned to: fields, elements of
// slices and maps. The call may be in a helper, up to two calls away.
//
// The check is off unless it is asked for: whether callbacks may be slow, or
// call back, is for the authors to decide. One line of documentation that says
// that a lock is held decides it.
//
// # What is not reported
//
//   - Functions whose documentation, or that of the function or field by which
//     they come in, speaks of the lock, and functions named for it, as WithLock.
//   - What a function is passed and calls once for each of several things, as
//     ForEach does: it is a loop in the form of a function.
//   - Functions that return something, other than an error: clocks, orders,
//     hashes and constructors, and those that take any number of arguments, as
//     loggers do.
//   - context.CancelFunc, which does not wait.
//   - Locks of local variables, locks that nobody else takes, or only by TryLock;
//     read locks, if all others read too.
//   - Methods of interfaces: most are storage, connections and loggers.
//   - Goroutines, deferred calls, functions of package main, test files.
//
// # How to silence
//
// Say in the documentation that the lock is held. Or copy the callbacks while the
// lock is held, and call them when it is not. Where their order matters, let one
// goroutine call them, or take a lock of its own, that nobody takes who
// may be called.
//
// # Proof
//
// The test registers a callback that asks for the value that it was told has
// changed. With bad code it waits for the mutex that its own goroutine holds, as
// the runtime's profile of leaked goroutines shows. With the reference it gets
// the new value.
//
// # References
//
//   - Infer has it as ARBITRARY_CODE_EXECUTION_UNDER_LOCK.
//   - CWE-833, deadlock.
package callbacklock
