// Package leakparallel reports goroutine leak checks of a single test that runs beside others.
//
// # Why
//
// goleak.VerifyNone(t) looks at all goroutines of the process; t only says
// whom to tell. In a test that called t.Parallel the goroutines of the other
// parallel tests are among them, and so is the runner that waits for parallel
// tests: the check fails for what is not its test's, or, with enough options
// to make it pass, misses what is.
//
// There is an opposite mistake. Parallel subtests wait until the function that
// started them returns, and a deferred check runs before that: it passes,
// whatever they leave behind.
//
// # What is reported
//
//   - goleak.VerifyNone(t), called, deferred or by t.Cleanup, in a function
//     that calls t.Parallel, or in a subtest of a test that did. Parallel and
//     VerifyNone may also be called by a function of the package that is given
//     t. With options, for example IgnoreCurrent, only if another parallel test
//     can be seen in the package. The suggested fix removes the check and adds a
//     TestMain with goleak.VerifyTestMain.
//   - leaktest.Check(t), CheckTimeout and CheckContext of
//     github.com/fortytwo2/leaktest in the same places, if another parallel
//     test can be seen: they compare with what ran at their start.
//   - Any of these deferred in a test that starts parallel subtests, or called
//     after them: it runs before they do. The suggested fix moves it to
//     t.Cleanup.
//
// # What is not reported
//
//   - Checks in tests that are not parallel and have no parallel subtests.
//     Parallel tests of the package have then either not begun, or are waiting,
//     which goleak knows.
//   - t.Cleanup with a check in a test that is not parallel itself: it runs
//     when all subtests are over.
//   - A check before the call of t.Parallel, or in another branch of an if
//     than t.Parallel.
//   - Calls of t.Parallel in a literal or in another package.
//   - The fix is not offered where a TestMain exists, or where options of a
//     check do not mean the same in TestMain. A TestMain in the external test
//     package cannot be seen from the package itself.
//
// # How to silence
//
//	//asynclint:ignore leakparallel reason
//
// on the line of the check or the line above.
//
// # Proof
//
// Two tests of a worker run at once, in an order forced by channels: the quick
// one ends while the thorough one is at its last job. The quick one leaves
// nothing behind and fails, with the worker of the other in its output. A third
// test, in a process of its own, has a parallel subtest whose worker never
// ends; its deferred check passes. With the reference the two pass, and the
// worker that stays is found, by t.Cleanup and by VerifyTestMain.
//
// # References
//
//   - https://pkg.go.dev/go.uber.org/goleak#VerifyNone: incompatible with t.Parallel
//   - uber-go/goleak#16, uber-go/goleak#83, uber-go/goleak#107, uber-go/goleak#134
//   - cilium/cilium#44228: deferred checks before parallel subtests, which never
//     checked anything
//   - open-policy-agent/opa#9176
package leakparallel
