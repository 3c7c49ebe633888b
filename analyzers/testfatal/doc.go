// Package testfatal reports assertions that end a test from a goroutine other than the test's.
//
// # Why
//
// FailNow, Fatal, Fatalf, SkipNow, Skip and Skipf end the goroutine that calls
// them, by runtime.Goexit. Called in a goroutine that the test started, they
// end that one: the test goes on, with whatever the goroutine should have
// delivered missing. What is missing is often the one message that the test
// waits for, and then a failed assertion shows as a test that hangs until its
// timeout, or as a test that passed because nobody looked at the failure.
//
// `go vet` (testinggoroutine) and staticcheck (SA2002) report calls of these
// methods that stand in the goroutine's function. Most assertions do not: they
// are a require.NoError of testify, a helper, or they run in a goroutine that
// another function starts.
//
// # What is reported
//
// A goroutine that reaches FailNow or SkipNow, or one of the methods made of
// them, of a test from outside the goroutine
//
//   - through any number of calls, in this package or another: testify's
//     require, its Assertions (require.New, a suite's Require), assertion
//     helpers of your own;
//   - directly, where vet and staticcheck do not see that a goroutine is
//     started: in sync.WaitGroup.Go, errgroup.Group.Go, time.AfterFunc, and in
//     functions that start their func argument in a goroutine, among them
//     testify's Eventually and Never.
//
// A helper counts if any of its paths fails the test, whatever its arguments.
//
// There is one report for each goroutine: at its first such call or, if what
// runs there is a declared function, where it is started.
//
// # What is not reported
//
//   - Error, Errorf, Fail, Log, and assertions that only use these, such as
//     testify's assert
//   - a test that belongs to the goroutine: its own subtest, a parameter, a T
//     made there or made by the code itself to try out an assertion, the
//     CollectT of EventuallyWithT
//   - what vet and staticcheck report already
//   - functions that run their func argument in a goroutine and wait for its
//     end by a deferred close or Done, as helpers with a timeout do
//   - a test kept in an interface other than testing.TB, since its FailNow may
//     do anything
//   - calls through func values and interfaces that cannot be resolved
//   - handlers of an HTTP or RPC server and other functions that are called
//     from a goroutine started elsewhere; bodies of B.RunParallel
//
// # How to silence
//
//	//asynclint:ignore testfatal the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair runs a failing test in a process of its own. With the
// assertion in the goroutine, the goroutine is ended before it sends its
// result, the test waits for the result, and the process dies of "all
// goroutines are asleep - deadlock!". With the reference the test fails as a
// test should, and the process exits with 1.
//
// # References
//
//   - [testing.T.FailNow]: "must be called from the goroutine running the test
//     or benchmark function, not from other goroutines created during the test"
//   - golang.org/issue/63849: vet's testinggoroutine does not see helpers
//   - testify's package require says the same of its assertions
//   - testifylint's go-require looks for require in goroutines and in HTTP handlers
package testfatal
