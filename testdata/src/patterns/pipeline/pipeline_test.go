package pipeline

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// meter counts what is in work.
type meter struct{ now, most, begun atomic.Int32 }

func (m *meter) begin() (end func()) {
	m.begun.Add(1)
	for n := m.now.Add(1); ; {
		most := m.most.Load()
		if n <= most || m.most.CompareAndSwap(most, n) {
			return func() { m.now.Add(-1) }
		}
	}
}

func upTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// takes needs d(i) for item i, unless it is told to end.
func takes(m *meter, d func(i int) time.Duration) func(context.Context, int) (int, error) {
	return func(ctx context.Context, i int) (int, error) {
		defer m.begin()()
		select {
		case <-time.After(d(i)):
			return i, nil
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
}

// collect is a last stage; its result is complete after Wait.
func collect(p *Pipeline, in <-chan int) *[]int {
	var got []int
	Sink(p, in, func(_ context.Context, v int) error {
		got = append(got, v)
		return nil
	})
	return &got
}

// uneven makes later items quicker than earlier ones.
func uneven(i int) time.Duration { return time.Duration(10-i%10) * time.Second }

func TestUnordered(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var m meter
		p := New(t.Context())
		got := collect(p, Unordered(p, 3, Source(p, upTo(100)), takes(&m, uneven)))
		if err := p.Wait(); err != nil {
			t.Error(err)
		}
		if slices.IsSorted(*got) {
			t.Error("they came in order")
		}
		slices.Sort(*got)
		if !slices.Equal(*got, slices.Collect(upTo(100))) {
			t.Errorf("got %v", *got)
		}
		witness.AtMost(t, "items in work", m.most.Load(), 3)
		witness.Measured(t, "most items in work, 3 workers, unordered", m.most.Load())
	})
}

func TestOrdered(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var m meter
		p := New(t.Context())
		got := collect(p, Ordered(p, 3, Source(p, upTo(100)), takes(&m, uneven)))
		if err := p.Wait(); err != nil || !slices.Equal(*got, slices.Collect(upTo(100))) {
			t.Errorf("got %v, error: %v", *got, err)
		}
		witness.AtMost(t, "items in work", m.most.Load(), 3)
		witness.Measured(t, "most items in work, 3 workers, ordered", m.most.Load())

		start := time.Now()
		p = New(t.Context())
		collect(p, Ordered(p, 10, Source(p, upTo(100)), takes(&m, func(int) time.Duration { return time.Second })))
		p.Wait()
		witness.Measured(t, "time for 100 items of 1s, 10 workers, ordered", time.Since(start))
	})
}

func TestHeadOfLine(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var m meter
		release := make(chan struct{})
		p := New(t.Context())
		got := collect(p, Ordered(p, 3, Source(p, upTo(100)), func(ctx context.Context, i int) (int, error) {
			defer m.begin()()
			if i == 0 {
				<-release
			}
			return i, nil
		}))
		synctest.Wait()
		witness.AtMost(t, "items begun", m.begun.Load(), 3)
		witness.Measured(t, "items begun while the first of 100 is stuck, 3 workers, ordered", m.begun.Load())
		close(release)
		if err := p.Wait(); err != nil || len(*got) != 100 {
			t.Errorf("got %d, error: %v", len(*got), err)
		}
	})
}

func TestMerge(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		p := New(t.Context())
		got := collect(p, Merge(p, Source(p, upTo(10)), Source(p, upTo(0)), Source(p, upTo(20))))
		if err := p.Wait(); err != nil || len(*got) != 30 {
			t.Errorf("got %v, error: %v", *got, err)
		}
	})
}

// scene is a pipeline with all kinds of stages, and f in each of them.
func scene(ctx context.Context, f func(stage string, i int) error) error {
	p := New(ctx)
	stage := func(name string) func(context.Context, int) (int, error) {
		return func(_ context.Context, i int) (int, error) { return i, f(name, i) }
	}
	a := Unordered(p, 2, Source(p, upTo(4)), stage("unordered"))
	b := Ordered(p, 2, Source(p, upTo(4)), stage("ordered"))
	Sink(p, Merge(p, a, b), func(_ context.Context, i int) error { return f("sink", i) })
	return p.Wait()
}

func TestErrors(t *testing.T) {
	failed := errors.New("failed")
	for _, end := range []struct{ with, want error }{{failed, failed}, {ErrStop, nil}} {
		for _, at := range []string{"unordered", "ordered", "sink"} {
			for item := range 4 {
				witness.Bubble(t, func(t *testing.T) {
					err := scene(t.Context(), func(stage string, i int) error {
						if stage == at && i == item {
							return end.with
						}
						return nil
					})
					if err != end.want {
						t.Errorf("%v in stage %s at item %d: %v", end.with, at, item, err)
					}
				})
			}
		}
	}
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		err := scene(s.Context, func(string, int) error {
			s.Step()
			return nil
		})
		if err != nil && err != witness.ErrCut {
			t.Errorf("error: %v", err)
		}
	})
	if cut < 16 {
		t.Errorf("cut short at %d steps only", cut)
	}
}
