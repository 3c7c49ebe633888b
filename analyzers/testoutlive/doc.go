// Package testoutlive reports goroutines that may use a test after it has returned.
//
// # Why
//
// When a test has returned and its cleanups have run it is over. A goroutine that
// goes on and then calls t.Errorf panics, with "Fail in goroutine after TestX has
// completed", and takes the whole test binary with it, whatever test is running by
// then; t.Log writes to somewhere else, or panics after the last test. This happens
// on a slow machine, once in a hundred runs. In the other ninety-nine the assertion
// may never have been made: the test passed without it.
//
// The goroutine needs not be forgotten. Closing a listener, or cancelling a context,
// at the end of the test is what makes the goroutine fail, and tell so to a test
// that does not wait.
//
// # What is reported
//
// A call of Error, Fatal, Log, Skip and their like on a test, or of an assertion of
// testify with it, in the function that a go statement starts, if
//
//   - the test belongs to somebody outside of the goroutine
//   - nothing that the goroutine does from there on, deferred calls included, could
//     tell anybody that it got there: no send, no close, no Done, no store to a shared
//     variable, no call of a function that is not known to keep quiet; and nothing
//     that it does on another way: who waits for that waits for the goroutine after
//     all, if not for this call
//   - it is made in any case, or on a condition that is no error; or on the error of
//     what fails when the test closes a listener or a connection, or ends a context
//
// # What is not reported
//
//   - goroutines that are counted by a group, and functions of timers
//   - what runs in a bubble of testing/synctest, which waits for its goroutines
//   - tests that look for leaked goroutines, and so wait for their end
//   - errors of which the goroutine asks what they are: errors.Is(err, net.ErrClosed)
//   - errors of servers that return nil when they are stopped, and of other calls
//     that nothing at the end of a test makes fail
//   - tests that the goroutine makes or gets for itself
//   - uses in functions that the goroutine calls
//
// # How to silence
//
//	//asynclint:ignore testoutlive the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair runs a subtest with a listener that takes its time to fail
// once it is closed, in a process of its own. The process dies of "panic: Fail in
// goroutine after". With the reference the subtest waits, and passes.
//
// # References
//
//   - [testing.T]: "The other reporting methods, such as the variations of Log and
//     Error, may be called simultaneously from multiple goroutines", but not later
//   - golang.org/issue/67701: the panic comes long after the test it is about
//   - CWE-404: Improper Resource Shutdown or Release
package testoutlive
