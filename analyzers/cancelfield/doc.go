// Package cancelfield reports cancel functions that are kept in a field and never called.
//
// # Why
//
// A context that was made from another one stays with it until it is cancelled or
// its parent is done. With it stay its timer, and the goroutines that wait for it,
// which nobody can end any more. go vet looks after cancel functions in variables;
// once one is in a field it takes it for granted that somebody calls it.
//
// # What is reported
//
//   - a return, or a round of a loop, where an object that was made here, with a
//     cancel function in a field, is dropped: nobody has the object yet, and its
//     cancel function has not been called. It is nearly always an early return of a
//     constructor, when a later step fails
//   - a cancel function in an unexported field of a type of the package, if nothing
//     in the package calls it, or only when its context is done already
//
// # What is not reported
//
//   - objects that somebody else may have: stored, sent, returned, given to a function
//     that is not known or that keeps them. A function of the package that fails before
//     it keeps the object has not got it
//   - fields that are read for anything but a test for nil, that are exported or
//     embedded, that other things are put in, or that files mention which the build
//     leaves out
//   - contexts whose parent the function cancels itself, or is that of a request or a
//     stream, which is done when the handler has returned; and those without a timer whose
//     parent is context.Background, if nobody has been given them: they are collected
//   - what main, an init function or a test leaves behind
//
// # How to silence
//
//	//asynclint:ignore cancelfield the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair opens a watcher whose second step fails. The runtime's
// profile of leaked goroutines lists the goroutine that the first step has started.
// With the reference it has ended.
//
// # References
//
//   - https://pkg.go.dev/context: "Failing to call the CancelFunc leaks the child and its
//     children until the parent is canceled"
//   - https://pkg.go.dev/golang.org/x/tools/go/analysis/passes/lostcancel
//   - CWE-772: Missing Release of Resource after Effective Lifetime
package cancelfield
