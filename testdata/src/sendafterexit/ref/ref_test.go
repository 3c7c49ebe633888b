package sendafterexit

import (
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestAddAfterStop: whoever is late stays.
//
//asynclint:witness syn "chan send"
func TestAddAfterStop(t *testing.T) {
	witness.Bubble(t, func(*testing.T) {
		c := New()
		c.Stop()
		go c.Add("late")
	})
}

func TestCounts(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		c := New()
		defer c.Stop()
		for range 2 {
			if !c.Add("x") {
				t.Error("not counted")
			}
		}
		if n := c.Counts()["x"]; n != 2 {
			t.Errorf("counted %d, want 2", n)
		}
	})
}
