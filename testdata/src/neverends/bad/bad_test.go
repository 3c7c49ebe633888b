package neverends

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestClose: the goroutine of a Buffer outlives it, whatever is called.
//
//asynclint:witness syn "chan receive"
func TestClose(t *testing.T) {
	witness.Bubble(t, func(*testing.T) {
		b := New(time.Second, func([]string) {})
		b.Close()
	})
}

func TestFlush(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var got []string
		b := New(time.Second, func(lines []string) { got = append(got, lines...) })
		b.Add("one")
		time.Sleep(time.Second)
		synctest.Wait()
		if !slices.Equal(got, []string{"one"}) {
			t.Errorf("after a second: %q", got)
		}
		b.Add("two")
		b.Close()
		if !slices.Equal(got, []string{"one", "two"}) {
			t.Errorf("after Close: %q", got)
		}
	})
}
