package joinall

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

func TestAll(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		task := func(d time.Duration) func(context.Context) (time.Duration, error) {
			return func(context.Context) (time.Duration, error) { time.Sleep(d); return d, nil }
		}
		got, err := All(t.Context(), task(time.Hour), task(time.Second), task(time.Minute))
		if want := []time.Duration{time.Hour, time.Second, time.Minute}; !slices.Equal(got, want) || err != nil {
			t.Errorf("%v, %v; want %v", got, err, want)
		}
		witness.AtMost(t, "time", time.Since(start), time.Hour)
		witness.Measured(t, "time for tasks of 1s, 1m and 1h", time.Since(start))
		if got, err := All[int](t.Context()); len(got) != 0 || err != nil {
			t.Errorf("of nothing: %v, %v", got, err)
		}
	})
}

func TestErrors(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		early, late := errors.New("early"), errors.New("late")
		got, err := All(t.Context(),
			func(context.Context) (int, error) { time.Sleep(time.Hour); return 1, late },
			func(context.Context) (int, error) { time.Sleep(time.Minute); return 2, nil },
			func(context.Context) (int, error) { return 0, early },
		)
		if !errors.Is(err, early) || !errors.Is(err, late) || err.Error() != "late\nearly" {
			t.Errorf("errors: %v", err)
		}
		if !slices.Equal(got, []int{1, 2, 0}) {
			t.Errorf("results: %v", got)
		}
	})
}

// steps is a task of three steps, which counts the tasks that run.
func steps(s *witness.Steps, running *atomic.Int32) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		running.Add(1)
		defer running.Add(-1)
		for range 3 {
			s.Step()
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
				return 0, context.Cause(ctx)
			}
		}
		return 1, nil
	}
}

func TestEveryPanic(t *testing.T) {
	out := 0
	cut := witness.EveryPanic(t, func(t *testing.T, s *witness.Steps) {
		var running atomic.Int32
		defer func() {
			if left := running.Load(); left > 0 {
				t.Errorf("%d tasks still run", left)
			}
			if r := recover(); r != nil {
				p, ok := r.(*Panic)
				if !ok || !errors.Is(p, witness.ErrCut) || !strings.Contains(p.Error(), "TestEveryPanic") {
					t.Errorf("recovered %v", r)
				}
				out++
			}
		}()
		All(t.Context(), steps(s, &running), steps(s, &running), steps(s, &running))
	})
	witness.Measured(t, "steps at which one of 3 tasks panicked", cut)
	witness.Measured(t, "panics that came out", out)
}

func TestEveryCancel(t *testing.T) {
	witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		var running atomic.Int32
		got, err := All(s.Context, steps(s, &running), steps(s, &running), steps(s, &running))
		if done := slices.Equal(got, []int{1, 1, 1}); done != (err == nil) || err != nil && !errors.Is(err, witness.ErrCut) {
			t.Errorf("%v, %v", got, err)
		}
		witness.AtMost(t, "tasks that still run", running.Load(), 0)
		witness.Measured(t, "tasks that run when All returns", running.Load())
	})
}
