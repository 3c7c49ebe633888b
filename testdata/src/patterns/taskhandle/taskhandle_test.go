package taskhandle

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// obeys is a task that takes d, unless it is told to end.
func obeys(d time.Duration) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		select {
		case <-time.After(d):
			return "done", nil
		case <-ctx.Done():
			return "", context.Cause(ctx)
		}
	}
}

func TestManyWait(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		h := Go(t.Context(), obeys(time.Second))
		var got atomic.Int32
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				for range 2 { // the second time it has ended already
					if v, err := h.Wait(t.Context()); v == "done" && err == nil {
						got.Add(1)
					}
				}
			})
		}
		wg.Wait()
		<-h.Done()
		witness.Measured(t, "goroutines that get the one result", got.Load())
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		for range 100 {
			if v, err := h.Wait(ended); v != "done" || err != nil {
				t.Fatalf("a result that is there: %q, %v", v, err)
			}
		}
	})
}

func TestGiveUp(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		h := Go(t.Context(), obeys(time.Hour))
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := h.Wait(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error: %v", err)
		}
		if v, err := h.Wait(t.Context()); v != "done" || err != nil {
			t.Errorf("later: %q, %v", v, err)
		}
	})
}

func TestStop(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var ended atomic.Bool
		h := Go(t.Context(), func(ctx context.Context) (string, error) {
			defer ended.Store(true)
			return obeys(time.Hour)(ctx)
		})
		start := time.Now()
		h.Stop()
		h.Stop()
		if !ended.Load() {
			t.Error("Stop returned before the task")
		}
		if _, err := h.Wait(t.Context()); err != ErrStopped {
			t.Errorf("error: %v", err)
		}
		witness.Measured(t, "time from Stop to the end of a task that obeys", time.Since(start))

		h = Go(t.Context(), func(context.Context) (string, error) { runtime.Goexit(); return "", nil })
		if _, err := h.Wait(t.Context()); err == nil {
			t.Error("a goroutine that ended itself is a result")
		}
	})
}

func TestEveryPanic(t *testing.T) {
	cut := witness.EveryPanic(t, func(t *testing.T, s *witness.Steps) {
		h := Go(t.Context(), func(ctx context.Context) (int, error) {
			for range 3 {
				s.Step()
			}
			return 1, nil
		})
		for range 2 {
			func() {
				defer func() {
					if r := recover(); s.Cut() != (r == witness.ErrCut) {
						t.Errorf("recovered %v", r)
					}
				}()
				h.Wait(t.Context())
			}()
		}
	})
	witness.Measured(t, "steps at which the task panicked", cut)
}

func TestForgotten(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		Go(t.Context(), obeys(time.Second))
		time.Sleep(time.Minute) // the bubble sees what is left
	})
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		h := Go(t.Context(), func(ctx context.Context) (string, error) {
			s.Step()
			return obeys(time.Second)(ctx)
		})
		v, err := h.Wait(s.Context)
		s.End()
		if (v == "done") != (err == nil) || err != nil && err != witness.ErrCut {
			t.Errorf("%q, %v", v, err)
		}
		h.Stop()
	})
	if cut < 3 {
		t.Errorf("cut short only %d times", cut)
	}
}
