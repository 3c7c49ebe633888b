package gather

import (
	"context"
	"errors"
	"slices"
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

func TestBound(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		inputs := make([]int, 100)
		for i := range inputs {
			inputs[i] = i
		}
		var m meter
		got, err := Each(t.Context(), 4, inputs, func(_ context.Context, n int) (int, error) {
			defer m.begin()()
			time.Sleep(time.Second)
			return n, nil
		})
		if !slices.Equal(got, inputs) || err != nil {
			t.Errorf("%v, %v", got, err)
		}
		witness.AtMost(t, "tasks at once", m.most.Load(), 4)
		witness.Measured(t, "most tasks at once, 100 inputs, limit 4", m.most.Load())
		witness.Measured(t, "time for 100 tasks of 1s, limit 4", time.Since(start))
	})
}

func TestFirstError(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		failed := errors.New("failed")
		var m meter
		_, err := Each(t.Context(), 2, make([]int, 100), func(ctx context.Context, _ int) (int, error) {
			defer m.begin()()
			if m.begun.Load() == 10 {
				return 0, failed
			}
			select {
			case <-time.After(time.Second):
				return 0, nil
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		})
		if err != failed {
			t.Errorf("error: %v", err)
		}
		witness.AtMost(t, "time until the first error", time.Since(start), 5*time.Second)
		witness.AtMost(t, "tasks begun", m.begun.Load(), 10)
		witness.Measured(t, "tasks begun after the first error", m.begun.Load()-10)
	})
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		var m meter
		got, err := Each(s.Context, 2, []int{1, 2, 3, 4, 5}, func(ctx context.Context, n int) (int, error) {
			defer m.begin()()
			s.Step()
			select {
			case <-time.After(time.Second):
				return n, nil
			case <-ctx.Done():
				return 0, context.Cause(ctx)
			}
		})
		if err != nil && !errors.Is(err, witness.ErrCut) || err == nil && !slices.Equal(got, []int{1, 2, 3, 4, 5}) {
			t.Errorf("%v, %v", got, err)
		}
		witness.AtMost(t, "tasks that still run", m.now.Load(), 0)
	})
	if cut < 6 {
		t.Errorf("cut short only %d times", cut)
	}
}
