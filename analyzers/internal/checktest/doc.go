// Package checktest tests a check: what it says, and that what it says is
// true. The test of check N, in analyzers/N/N_test.go, is
//
//	package N_test
//
//	func Test(t *testing.T) { checktest.Run(t, N.Analyzer) }
//
// and everything else is fixtures, which the page of the check prints too.
//
// # The check
//
// Bound by its name, N in [a-z]+, are
//
//	analyzers/N/doc.go       package comment only: the prose of the page
//	analyzers/N/N.go         var Analyzer
//	analyzers/N/N_test.go    the three lines above
//	analyzers/rows.go        a row
//	testdata/src/N           the fixtures
//	docs/checks/N.md         the page, generated
//
// doc.go begins "Package N reports X.": X is the summary in lists. Then come the
// headings # Why, # What is reported, # What is not reported, # How to silence,
// # Proof (how the witness proves it, in words) and # References, all of them,
// in this order.
//
// # The pair
//
//	testdata/src/N/bad/bad.go        the pitfall, about 30 lines, at most 60
//	testdata/src/N/bad/bad_test.go   a test that fails because of it
//	testdata/src/N/ref/ref.go        the reference implementation, at most 80 lines
//	testdata/src/N/ref/ref_test.go   the same test, byte for byte; here it passes
//	testdata/src/N/cases/NAME/*.go   the long tail
//
// Bad and ref are both `package N`. What bad exports, ref exports with the same
// types; ref may have more, such as a Close. They are real packages of this
// module: they may import golang.org/x/sync and whatever else go.mod has. A
// module that only fixtures import must also be imported in deps.go here,
// because `go mod tidy` does not look into testdata.
//
// # Expectations
//
// A line that is reported has a comment as in analysistest,
//
//	for v := range in { // want `regular expression of the message`
//
// and bad.go has at least one. The page quotes the wants of bad.go as what the
// check says there, so each must match its message from end to end; what is
// written .* is shown as an ellipsis. A line where another check of the suite, vet or
// staticcheck rightly reports something has
//
//	x = 1 // also: SA4006
//	x = 1 // also: SA4006, lostcancel // want `both, in this order`
//
// Packages in cases have wants, or none if the check must stay silent. Those
// named fp_... hold known false reports (with wants), those named fn_... known
// misses (without), so that the debts can be counted.
//
// # Fixes
//
// Whatever fix the check suggests in a fixture must leave code that compiles,
// but for imports that it no longer needs: the tools that apply fixes remove
// those. Beside a file whose fixes are to be seen stands a golden file as
// analysistest has them, NAME.go.golden: the file with all fixes applied, or, if
// a finding has alternatives, a txtar archive with a section for each message of
// a fix. If there are fixes in bad.go, it has a golden file, from which the page
// shows them. `go test ./analyzers/N -update` renews golden files, and writes
// those that are there but empty.
//
// # The witness
//
// The doc comment of a test in bad_test.go says how it fails there:
//
//	// TestAbandoned: the caller gives up, and the sender stays for ever.
//	//
//	//asynclint:witness leak "chan send"
//	func TestAbandoned(t *testing.T) {
//		witness.NoLeak(t, "Fetch", func() { ... })
//	}
//
// The kinds, syn, leak, die, panic and measure, and the helpers for each are in
// package testdata/witness. At least one test has such a line. Every test that
// has one must fail on bad with the text in its output, and in the manner of
// the kind: a witness that fails for another reason proves nothing. On ref all
// tests must pass, with and without the race detector.
//
// Bad is run without cgo, with GOEXPERIMENT=goroutineleakprofile and without
// the race detector, which blinds the runtime's own deadlock detection.
//
// A check that cannot have a witness has a test file with the reason alone,
//
//	//asynclint:nowitness the reason, which the page prints
//
// # The gates
//
// Run makes a subtest of each gate: form, wants, messages, fixes, api, witness. What
// concerns all checks together is tested in package analyzers: that the whole
// suite, vet and staticcheck are silent on every reference and say nothing
// unexpected on bad code, that nothing is orphaned, and that the pages are
// fresh (`go test ./analyzers -update` rewrites them).
package checktest
