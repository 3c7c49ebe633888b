package condwait

import (
	"slices"
	"testing"
	"testing/synctest"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestOrder(t *testing.T) {
	q := NewQueue()
	q.Put("a", "b")
	for _, want := range []string{"a", "b"} {
		if got := q.Get(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestOneJobForTwo: two goroutines wait for a job, and one job comes. The other
// goroutine waits on. In bad code it takes a job that is not there. The test
// runs in a process of its own, which that panic takes down.
//
//asynclint:witness panic "index out of range [0] with length 0"
func TestOneJobForTwo(t *testing.T) {
	witness.Child(t, func() {
		synctest.Test(t, func(t *testing.T) {
			q := NewQueue()
			got := make(chan string, 2)
			for range 2 {
				go func() { got <- q.Get() }()
			}
			synctest.Wait() // both wait
			q.Put("a")
			synctest.Wait() // one has it, and the other waits again
			q.Put("b")
			jobs := []string{<-got, <-got}
			slices.Sort(jobs)
			if !slices.Equal(jobs, []string{"a", "b"}) {
				t.Errorf("got the jobs %q, want a and b", jobs)
			}
		})
	})
}
