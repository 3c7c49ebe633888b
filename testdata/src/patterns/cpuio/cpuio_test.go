package cpuio

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// meter counts what runs at the same time.
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

// request takes a second, unless it is told to end.
func (m *meter) request(ctx context.Context, _ int) error {
	defer m.begin()()
	select {
	case <-time.After(time.Second):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// upTo is 0 to n-1, and counts what was pulled.
func upTo(n int, pulled *int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			*pulled++
			if !yield(i) {
				return
			}
		}
	}
}

// processors sets GOMAXPROCS for a test.
func processors(t *testing.T, n int) {
	before := runtime.GOMAXPROCS(n)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
}

func TestCompute(t *testing.T) {
	processors(t, 3)
	witness.Bubble(t, func(t *testing.T) {
		var m meter
		pulled := 0
		// What computes is as long as something that waits, here: what counts is
		// how many there are at a time.
		if err := Compute(t.Context(), upTo(50, &pulled), m.request); err != nil || m.begun.Load() != 50 {
			t.Errorf("%d begun, error: %v", m.begun.Load(), err)
		}
		witness.AtMost(t, "tasks at once", m.most.Load(), 3)
		witness.Measured(t, "tasks computing at once, GOMAXPROCS 3, 50 inputs", m.most.Load())
	})
}

func TestWait(t *testing.T) {
	processors(t, 3)
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		var m meter
		pulled := 0
		if err := Wait(t.Context(), 20, upTo(100, &pulled), m.request); err != nil || m.begun.Load() != 100 {
			t.Errorf("%d begun, error: %v", m.begun.Load(), err)
		}
		witness.AtMost(t, "tasks at once", m.most.Load(), 20)
		witness.Measured(t, "tasks waiting at once, capacity 20, GOMAXPROCS 3, 100 inputs", m.most.Load())
		witness.Measured(t, "time for 100 requests of 1s, capacity 20", time.Since(start))
	})
}

func TestPulled(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		failed := errors.New("failed")
		pulled := 0
		err := Wait(t.Context(), 2, upTo(1<<30, &pulled), func(ctx context.Context, i int) error {
			if i == 9 {
				return failed
			}
			return new(meter).request(ctx, i)
		})
		if err != failed {
			t.Errorf("error: %v", err)
		}
		witness.Measured(t, "inputs pulled of an endless sequence when the 10th task fails, capacity 2", pulled)
	})
}

func TestErrors(t *testing.T) {
	failed := errors.New("failed")
	for n := range 10 {
		witness.Bubble(t, func(t *testing.T) {
			var m meter
			pulled := 0
			err := Wait(t.Context(), 3, upTo(10, &pulled), func(ctx context.Context, i int) error {
				defer m.begin()()
				if i == n {
					return failed
				}
				return nil
			})
			if err != failed || m.now.Load() != 0 {
				t.Errorf("task %d fails: %v; %d still run", n, err, m.now.Load())
			}
		})
	}
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		var m meter
		pulled := 0
		err := Wait(s.Context, 2, upTo(5, &pulled), func(ctx context.Context, i int) error {
			s.Step()
			return m.request(ctx, i)
		})
		if err != nil && err != witness.ErrCut || err == nil && m.begun.Load() != 5 {
			t.Errorf("%d begun, error: %v", m.begun.Load(), err)
		}
		witness.AtMost(t, "tasks that still run", m.now.Load(), 0)
	})
	if cut < 6 {
		t.Errorf("cut short at %d steps only", cut)
	}
}

func TestEveryPanic(t *testing.T) {
	cut := witness.EveryPanic(t, func(t *testing.T, s *witness.Steps) {
		var m meter
		defer func() {
			if r := recover(); s.Cut() != (r == witness.ErrCut) {
				t.Errorf("recovered %v", r)
			}
			witness.AtMost(t, "tasks that still run", m.now.Load(), 0)
		}()
		Wait(t.Context(), 2, func(yield func(int) bool) {
			for i := range 4 {
				s.Step()
				if !yield(i) {
					return
				}
			}
		}, m.request)
	})
	if cut != 4 {
		t.Errorf("panics at %d steps, want 4", cut)
	}
}
