package deadline

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// obeys takes d, unless its context ends before.
func obeys(d time.Duration) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		select {
		case <-time.After(d):
			return "done", nil
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// stubborn takes d.
func stubborn(d time.Duration) func() (string, error) {
	return func() (string, error) {
		time.Sleep(d)
		return "done", nil
	}
}

func TestInTime(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		if v, err := Call(t.Context(), time.Minute, obeys(time.Second)); v != "done" || err != nil {
			t.Errorf("Call: %q, %v", v, err)
		}
		if v, err := Abandon(t.Context(), time.Minute, stubborn(time.Second)); v != "done" || err != nil {
			t.Errorf("Abandon: %q, %v", v, err)
		}
		failed := errors.New("failed")
		if _, err := Call(t.Context(), time.Minute, func(context.Context) (int, error) { return 0, failed }); err != failed {
			t.Errorf("Call: %v", err)
		}
		if _, err := Abandon(t.Context(), time.Minute, func() (int, error) { return 0, failed }); err != failed {
			t.Errorf("Abandon: %v", err)
		}
		witness.AtMost(t, "time for 1s each", time.Since(start), 2*time.Second)
	})
}

func TestLate(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		for name, f := range map[string]func() (string, error){
			"Call":    func() (string, error) { return Call(t.Context(), time.Second, obeys(time.Hour)) },
			"Abandon": func() (string, error) { return Abandon(t.Context(), time.Second, stubborn(time.Hour)) },
		} {
			start := time.Now()
			v, err := f()
			if v != "" || !errors.Is(err, context.DeadlineExceeded) || err.Error() != "not done within 1s: context deadline exceeded" {
				t.Errorf("%s: %q, %v", name, v, err)
			}
			witness.AtMost(t, "time in "+name, time.Since(start), time.Second)
			witness.Measured(t, "time that a caller waits for a stuck operation, limit 1s", time.Since(start))
		}
		time.Sleep(2 * time.Hour) // now the late one has ended too, or else the bubble says so
	})
}

func TestEveryCancel(t *testing.T) {
	for name, f := range map[string]func(s *witness.Steps) (string, error){
		"Call": func(s *witness.Steps) (string, error) {
			return Call(s.Context, time.Minute, func(ctx context.Context) (string, error) {
				s.Step()
				return obeys(time.Second)(ctx)
			})
		},
		"Abandon": func(s *witness.Steps) (string, error) {
			return Abandon(s.Context, time.Minute, func() (string, error) {
				s.Step()
				return stubborn(time.Second)()
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
				v, err := f(s)
				s.End()
				time.Sleep(time.Minute) // what was abandoned ends
				if (v == "done") != (err == nil) || err != nil && !errors.Is(err, witness.ErrCut) {
					t.Errorf("%q, %v", v, err)
				}
			})
			if cut < 2 {
				t.Errorf("cut short only %d times", cut)
			}
		})
	}
}

// tie is a context that ends when the operation has ended, before anyone waits.
type tie struct {
	context.Context
	cancel context.CancelFunc
}

func (c tie) Done() <-chan struct{} {
	synctest.Wait() // until the operation has ended
	c.cancel()
	return c.Context.Done()
}

func TestTie(t *testing.T) {
	for range 100 { // select takes either
		witness.Bubble(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			v, err := Abandon(tie{ctx, cancel}, time.Minute, func() (string, error) { return "done", nil })
			if v != "done" || err != nil {
				t.Errorf("%q, %v", v, err)
			}
		})
	}
}

func TestPanic(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		func() {
			defer func() {
				if r := recover(); r != "oops" {
					t.Errorf("recovered %v", r)
				}
			}()
			Abandon(t.Context(), time.Minute, func() (int, error) { panic("oops") })
		}()
		if _, err := Abandon(t.Context(), time.Minute, func() (int, error) { runtime.Goexit(); return 0, nil }); err == nil {
			t.Error("a goroutine that ended itself is a result")
		}
		if _, err := Abandon(t.Context(), time.Second, func() (int, error) { time.Sleep(time.Hour); panic("late") }); err == nil {
			t.Error("no error")
		}
		time.Sleep(2 * time.Hour) // the late panic hurts nobody
	})
}
