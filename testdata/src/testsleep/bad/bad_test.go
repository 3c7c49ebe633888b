package testsleep

import (
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestSlow checks a delivery that takes longer than usual. The failing test runs in
// a process of its own.
//
//asynclint:witness measure "failures of what is right = 1, want at most 0"
func TestSlow(t *testing.T) {
	end := witness.Exec(t, func() {
		Delivers(t, func(deliver func(string)) {
			time.Sleep(50 * time.Millisecond)
			deliver("hello")
		})
		if t.Failed() {
			t.FailNow()
		}
	})
	witness.AtMost(t, "failures of what is right", end.Code, 0)
}

// TestNothing checks one that does not come.
func TestNothing(t *testing.T) {
	end := witness.Exec(t, func() {
		Delivers(t, func(func(string)) {})
		if t.Failed() {
			t.FailNow()
		}
	})
	if end.Code != 1 {
		t.Errorf("nothing was delivered, and nobody noticed\n%s", end.Output)
	}
}
