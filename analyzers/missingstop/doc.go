// Package missingstop reports objects that own a goroutine and are left behind without being stopped.
//
// # Why
//
// Many objects start a goroutine when they are made and end it in Close or Stop.
// The garbage collector cannot do that: the goroutine refers to the object. A
// function that makes one for its own use and forgets the call, or returns early
// before it gets there, leaves a goroutine behind each time it is called.
//
// # What is reported
//
// A call that starts a goroutine of an object, where the goroutine ends only if a
// method of the object closes a channel, sends to one or calls a cancel function
// that the object keeps in a field; the object is known to nobody but the calling
// function; and that function
//
//   - calls none of these methods at all, or
//   - has a return, after an error or another case of a select, on the way to which
//     none of them is called.
//
// The call may be of a constructor or, for an object made by the function itself,
// of a method like Start. What a type owns is found out from its own package, and
// is known to packages that import it.
//
// # What is not reported
//
//   - objects that are returned, stored, sent, converted to an interface, passed to
//     another function or used by a literal that is: somebody else may stop them
//   - objects whose constructor tells somebody else, such as a registry
//   - goroutines that end in other ways too: by an error, a timeout, an exported
//     channel, or a context of the caller's. If the context comes from
//     context.Background by way of functions that only add values, it does not count
//   - types with a finalizer or cleanup
//   - main and tests: the process ends soon after
//   - functions that do not return
//   - ways out under conditions that may have to do with the object
//
// # How to silence
//
//	//asynclint:ignore missingstop the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test lets a copy fail, in a bubble of testing/synctest. The goroutine that
// reports its progress is still there when nothing else is.
//
// # References
//
//   - cockroachdb/cockroach#13197 and the violated contract of a worker in Uber's
//     collection of common patterns: both reported here, in the test data of Go's
//     goroutine leak profile
//   - Saioc, Shirchenko and Chabbi, "Unveiling and Vanquishing Goroutine Leaks in
//     Enterprise Microservices", CGO 2024
//   - CWE-772, missing release of resource after effective lifetime
package missingstop
