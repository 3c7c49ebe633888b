// Package testsleep reports tests that sleep until a goroutine is done, they hope.
//
// # Why
//
// A test starts a goroutine, sleeps for fifty milliseconds, and looks at what came
// out. On the machine of who wrote it, that is long enough. On a busy one it is not,
// once in a while, and the test fails for no reason. So the sleep is made longer, and
// all of them together are why the tests take minutes.
//
// A bubble of testing/synctest has a clock of its own, which goes on when all of its
// goroutines wait: a sleep of an hour takes no time and is always long enough, and
// synctest.Wait returns when the others have got as far as they can.
//
// # What is reported
//
// In code for Go 1.25 and later, a time.Sleep in a function with a *testing.T, after
// a goroutine was started there (by a go statement, a WaitGroup or an errgroup) and
// before something is asserted with that T; once for each function.
//
// # What is not reported
//
//   - sleeps in a loop, between two looks at something: they go on as soon as they can
//   - functions in a bubble, or that call one, and literals that are handed to anything
//     but t.Run, which may start one
//   - functions that name package net, net/http, os, os/exec, database/sql or their
//     like: waits for what is outside of a bubble hold its clock
//   - sleeps in function literals, such as what the goroutine itself does
//   - goroutines that something else has started
//
// # How to silence
//
//	//asynclint:ignore testsleep the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair has a delivery that takes fifty milliseconds, as on a busy
// machine, and counts how often the check of it fails, which it must not: once. The
// reference waits for a minute that takes no time.
//
// # References
//
//   - [testing/synctest]
//   - https://go.dev/blog/synctest
package testsleep
