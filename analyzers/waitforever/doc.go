// Package waitforever reports calls of Wait, of a WaitGroup or errgroup, that never return.
//
// # Why
//
// Wait returns when the counter comes to zero. If a goroutine returns before it
// calls Done, or more was added than was started, or a goroutine cannot end
// because it waits for the one that waits for it, the counter stays above zero.
// Often that takes an error on the way, which no test has.
//
// # What is reported
//
// A Wait of a sync.WaitGroup or errgroup.Group that one call of a function makes
// and keeps to itself, where some run of the function, of its goroutines and of
// the functions of the package that it calls comes to that Wait and never past
// it:
//
//   - a goroutine returns without Done, on some path
//   - Add counts goroutines that are never started, or are started only after
//     the Wait, as with a Wait in the loop that starts them
//   - a goroutine of the group stays at a channel that is served only after the
//     Wait: it is drained, fed or closed there
//   - a goroutine of the group stays at a channel since another one of the group
//     returned early
//
// And the Wait of a WaitGroup in an unexported field or variable to which the package
// adds, and which nobody ever counts down: there is no Done.
//
// # What is not reported
//
//   - groups that something else may use: fields of objects from elsewhere, groups
//     that are given to functions of other packages, Done as a func value
//   - groups with SetLimit: see grouplimit
//   - what depends on flags, counters or messages of the goroutines themselves.
//     Conditions that are the same go the same way, and loops over the same data
//     run equally often; numbers and lengths that are not known are taken to be two
//   - channels whose capacity is computed are taken to have room
//   - goroutines that panic end the process
//   - in tests, what does not happen on every run
//   - a Wait in a goroutine of its own, if those it waits for are stuck at a
//     channel: see chanleak
//
// # How to silence
//
//	//asynclint:ignore waitforever the reason
//
// on the line of the Wait or the line above.
//
// # Proof
//
// Both functions of the pair run in a testing/synctest bubble, which ends with
// "deadlock: all goroutines in bubble are blocked". With the reference they
// return.
//
// # References
//
//   - https://pkg.go.dev/sync#WaitGroup
//   - https://pkg.go.dev/golang.org/x/sync/errgroup#Group.Wait
//   - CWE-833: Deadlock
package waitforever
