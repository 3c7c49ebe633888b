package eventloop

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// start runs a loop; stop ends it and waits.
func start(t *testing.T, helpers int) (l *Loop, stop func()) {
	l = New(helpers)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { l.Run(ctx) })
	return l, func() { cancel(); running.Wait() }
}

// sleep is an operation that takes d.
func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

func TestSerial(t *testing.T) {
	l, stop := start(t, 1)
	state := 0 // only events touch it; the race detector looks
	var posting sync.WaitGroup
	for range 10 {
		posting.Go(func() {
			for range 100 {
				if err := l.Post(t.Context(), func() { state++ }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	posting.Wait()
	stop()
	witness.Measured(t, "events handled of 10 goroutines with 100 each", state)
}

func TestNotHeldUp(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		l, stop := start(t, 3)
		began := time.Now()
		results := 0
		for range 3 {
			l.Post(t.Context(), func() {
				l.Go(func(ctx context.Context) func() {
					sleep(ctx, time.Hour)
					return func() { results++ }
				})
			})
		}
		handled := make(chan time.Duration, 1)
		l.Post(t.Context(), func() { handled <- time.Since(began) })
		witness.Measured(t, "time that an event waits while 3 operations take 1h", <-handled)
		time.Sleep(2 * time.Hour)
		stop()
		if results != 3 {
			t.Errorf("%d results", results)
		}
	})
}

func TestBound(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		l, stop := start(t, 3)
		var now, most atomic.Int32
		for range 10 {
			l.Post(t.Context(), func() {
				l.Go(func(ctx context.Context) func() {
					if n := now.Add(1); n > most.Load() {
						most.Store(n)
					}
					defer now.Add(-1)
					sleep(ctx, time.Second)
					return nil
				})
			})
			synctest.Wait()
		}
		time.Sleep(time.Minute)
		stop()
		witness.AtMost(t, "operations at once", most.Load(), 3)
		witness.Measured(t, "most operations at once, 10 started, 3 slots", most.Load())
	})
}

func TestPostAfterEnd(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		l, stop := start(t, 1)
		late := false
		l.Post(t.Context(), func() {
			l.Go(func(ctx context.Context) func() {
				sleep(ctx, time.Hour)
				return func() { late = true }
			})
		})
		stop()
		if err := l.Post(t.Context(), func() { late = true }); err != ErrEnded || late {
			t.Errorf("Post: %v; an event ran: %v", err, late)
		}
	})
}

// scene has events, operations and their results, with a step in each.
func scene(s *witness.Steps, ctx context.Context) error {
	l := New(2)
	ctx, stop := context.WithCancelCause(ctx)
	finished := errors.New("finished")
	results := 0
	var posting sync.WaitGroup
	posting.Go(func() {
		for range 3 {
			l.Post(ctx, func() {
				s.Step()
				l.Go(func(ctx context.Context) func() {
					sleep(ctx, time.Second)
					return func() {
						s.Step()
						if results++; results == 3 {
							stop(finished)
						}
					}
				})
			})
		}
	})
	defer posting.Wait()
	if err := l.Run(ctx); err != finished {
		return err
	}
	return nil
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		if err := scene(s, s.Context); err != nil && err != witness.ErrCut {
			t.Errorf("error: %v", err)
		}
	})
	if cut < 7 {
		t.Errorf("cut short at %d steps only", cut)
	}
}

func TestEveryPanic(t *testing.T) {
	cut := witness.EveryPanic(t, func(t *testing.T, s *witness.Steps) {
		defer func() {
			if r := recover(); s.Cut() != (r == witness.ErrCut) {
				t.Errorf("recovered %v", r)
			}
		}()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		scene(s, ctx)
	})
	if cut != 6 {
		t.Errorf("panics at %d steps, want 6", cut)
	}
}
