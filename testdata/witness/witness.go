// Package witness proves a pitfall at run time. The test of a pair is one and
// the same file beside bad code and beside its reference: with these helpers
// it fails on bad because of the pitfall, and passes on ref.
//
// A test says in its doc comment how it will fail on bad,
//
//	//asynclint:witness leak "chan send"
//
// where the kind is one of
//
//	syn      [Bubble]: a testing/synctest bubble whose goroutines are all stuck, or outlive it
//	leak     [NoLeak]: the runtime's goroutine leak profile lists a goroutine
//	die      [Child]: a process that dies of "all goroutines are asleep - deadlock!"
//	panic    [Child]: a process that panics
//	measure  [AtMost]: a number above its bound
//
// and the text must be in the output of the failing test. See package
// checktest for how both are checked.
//
// Order is forced by handshakes: channels, [Parked], synctest.Wait. Never by
// sleeping and hoping.
package witness

import (
	"cmp"
	"testing"
)

// AtMost fails the test with
//
//	measure: what = got, want at most bound
//
// if got is above bound: how many ran at once, how long a cancellation took in
// virtual time (inside a [Bubble]), how many requests were cut short.
func AtMost[N cmp.Ordered](t testing.TB, what string, got, bound N) {
	t.Helper()
	if got > bound {
		t.Errorf("measure: %s = %v, want at most %v", what, got, bound)
	}
}
