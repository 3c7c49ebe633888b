package unboundedqueue

import (
	"errors"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestSlow: a handler that does not come back must not cost more and more memory.
//
//asynclint:witness measure "events in memory = 9999, want at most 2000"
func TestSlow(t *testing.T) {
	begun, release := make(chan bool, 1), make(chan bool)
	defer close(release)
	q := New(t.Context(), func(string) {
		select {
		case begun <- true:
		default:
		}
		<-release
	})
	if err := q.Put("first"); err != nil {
		t.Fatal(err)
	}
	<-begun
	var held int64
	for range 9999 {
		switch err := q.Put("event"); {
		case err == nil:
			held++
		case !errors.Is(err, ErrFull):
			t.Fatal(err)
		}
	}
	witness.AtMost(t, "events in memory", held, 2000)
}

func TestOrder(t *testing.T) {
	got := make(chan string)
	q := New(t.Context(), func(event string) { got <- event })
	for _, event := range []string{"a", "b", "c"} {
		if err := q.Put(event); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"a", "b", "c"} {
		if event := <-got; event != want {
			t.Errorf("got %s, want %s", event, want)
		}
	}
}
