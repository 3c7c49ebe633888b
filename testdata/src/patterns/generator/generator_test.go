package generator

import (
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// reader gives one line for each Read, and counts them.
type reader struct{ reads, lines int }

func (r *reader) Read(p []byte) (int, error) {
	if r.reads == r.lines {
		return 0, io.EOF
	}
	r.reads++
	return copy(p, "line\n"), nil
}

func TestLazy(t *testing.T) {
	for leave := 1; leave <= 5; leave++ {
		r := &reader{lines: 5}
		n := 0
		for line, err := range Lines(r) {
			if line != "line" || err != nil {
				t.Errorf("%q, %v", line, err)
			}
			if n++; n == leave {
				break
			}
		}
		witness.AtMost(t, "lines read", r.reads, leave)
		if leave == 2 {
			witness.Measured(t, "lines read for a loop that breaks after the second", r.reads)
		}
	}
}

func TestReadError(t *testing.T) {
	failed := errors.New("failed")
	var got []string
	var last error
	for line, err := range Lines(io.MultiReader(strings.NewReader("a\nb\n"), iotest.ErrReader(failed))) {
		got, last = append(got, line), err
	}
	if !slices.Equal(got, []string{"a", "b", ""}) || last != failed {
		t.Errorf("%q, %v", got, last)
	}
}

// count is 0 to n-1; running counts the loops over it, and made its items.
func count(n int, running, made *atomic.Int32) iter.Seq[int] {
	return func(yield func(int) bool) {
		running.Add(1)
		defer running.Add(-1)
		for i := range n {
			made.Add(1)
			if !yield(i) {
				return
			}
		}
	}
}

func TestSame(t *testing.T) {
	var running, made atomic.Int32
	want := slices.Collect(count(100, &running, &made))
	for _, room := range []int{0, 1, 1000} {
		seq := Ahead(t.Context(), room, count(100, &running, &made))
		for range 2 {
			if got := slices.Collect(seq); !slices.Equal(got, want) {
				t.Errorf("room %d: %v", room, got)
			}
		}
	}
	witness.AtMost(t, "producers left", running.Load(), 0)
}

func TestAhead(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var running, made atomic.Int32
		for range Ahead(t.Context(), 3, count(100, &running, &made)) {
			synctest.Wait() // the producer waits, too
			// One is here, 3 are in the channel, and one is about to be sent.
			witness.Measured(t, "items produced, room 3, while the loop is stuck with its first", made.Load())
			break
		}
	})
}

func TestLeaveAnywhere(t *testing.T) {
	var running, made atomic.Int32
	for room := range 3 {
		for leave := range 10 {
			witness.Bubble(t, func(t *testing.T) {
				for v := range Ahead(t.Context(), room, count(10, &running, &made)) {
					if v == leave {
						break
					}
				}
				witness.AtMost(t, "producers left", running.Load(), 0)
			})
		}
	}
	witness.Measured(t, "producers left after a loop of 10 items was left at any of them", running.Load())
}

func TestEveryPanic(t *testing.T) {
	cut := witness.EveryPanic(t, func(t *testing.T, s *witness.Steps) {
		var running, made atomic.Int32
		defer func() {
			if r := recover(); s.Cut() != (r == witness.ErrCut) {
				t.Errorf("recovered %v", r)
			}
			witness.AtMost(t, "producers left", running.Load(), 0)
		}()
		seq := func(yield func(int) bool) {
			for v := range count(5, &running, &made) {
				s.Step() // here the producer panics
				if !yield(v) {
					return
				}
			}
		}
		want := 0
		for v := range Ahead(t.Context(), 1, seq) {
			s.Step() // and here the loop
			if v != want {
				t.Errorf("got %d, want %d", v, want)
			}
			want++
		}
	})
	if cut != 10 {
		t.Errorf("panics at %d steps, want 10", cut)
	}
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		var running, made atomic.Int32
		n := 0
		for range Ahead(s.Context, 1, count(4, &running, &made)) {
			s.Step()
			n++
			select {
			case <-time.After(time.Second):
			case <-s.Context.Done():
			}
		}
		s.End()
		if n < 4 && !s.Cut() {
			t.Errorf("only %d items", n)
		}
		witness.AtMost(t, "producers left", running.Load(), 0)
	})
	if cut < 8 {
		t.Errorf("cut short at %d steps only", cut)
	}
}
