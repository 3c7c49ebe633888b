// Package goker measures recall on the leak kernels that ship with Go: how many
// bugs that are known to be real does the suite find, and does it fall silent
// once they are fixed?
//
// The kernels are 63 blocking bugs of GoBench's GoKer ("A Benchmark Suite of
// Real-World Go Concurrency Bugs", CGO 2021, doi:10.1109/CGO51591.2021.9370317)
// and two files of smaller ones, by which the Go project tests the goroutine
// leak profile. They are read in place, from
//
//	$(go env GOROOT)/src/runtime/testdata/testgoroutineleakprofile
//
// and never copied: only the lines that a fix replaces are quoted. A toolchain
// without that folder (it came with Go 1.26) skips the tests.
//
// # The data
//
// kernels.json has a record for each kernel:
//
//	name        what the program with the kernels calls it
//	file        below the folder above
//	type        of the bug, after the collection's README
//	difficulty  for a modular and precise tool: easy, medium, hard, infeasible
//	status      expected: a check must report it.
//	            missed: no check does, for a reason that is known. If one does
//	            after all, the test fails, so that the record is corrected.
//	            later: not looked at yet; lines is where goroutines were seen
//	            blocked, and nothing is demanded.
//	checks      any of these is right
//	lines       where a report is at the defect: where one of the locks (or
//	            whatever it is) is acquired, where a call made under the one leads
//	            to the other, the return, break or continue that forgets an Unlock.
//	            Where the victims wait, and calls on the way, do not count.
//	says        a regular expression for the message, where one check may report
//	            different things on the same line
//	also        reports on the fixed kernel, as check and line, that are right:
//	            each with the reason why
//	reason      what goes wrong, or why it is missed
//	fix         edits after which the bug is gone
//	tune        edits that make the bug show itself more often or sooner, made
//	            for every run of the kernel, fixed or not
//
// An edit replaces text within a line, so that line numbers stay. It names the
// text that it expects there, exactly once; a toolchain that has changed a
// kernel is noticed that way. Fixes follow the original project's if that is
// known and small. The fixed code is not formatted, but is otherwise meant as
// code that one may write: no lock is dropped that protects something.
//
// # The tests
//
// TestRecall runs the suite, nursery included, over the kernels as they are and
// over the fixed ones (by an overlay in memory), and compares:
//
//	go test ./analyzers/internal/goker -run Recall -v
//
// prints the table. What a check that is not in the suite yet should find is
// not demanded. Recall counts expected kernels only: a report on a later one
// shows in the table, but nobody has looked at whether it is at the defect.
//
// TestLeaks proves the fixes: the same overlay is compiled and each fixed kernel
// is run; the goroutine leak profile must have nothing to show, while it shows
// the kernel as it is. -runs=N runs the fixed ones N times.
package goker
