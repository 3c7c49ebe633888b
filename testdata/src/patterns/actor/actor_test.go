package actor

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// inc is a request.
func inc(n *int) int { *n++; return *n }

func TestSerial(t *testing.T) {
	a := Start(t.Context(), 0)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			for range 100 {
				if _, err := Ask(t.Context(), a, inc); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	sum, err := Ask(t.Context(), a, func(n *int) int { return *n })
	if err != nil {
		t.Error(err)
	}
	a.Stop()
	witness.Measured(t, "sum after 10 callers with 100 increments each", sum)
}

func TestStorm(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		a := Start(t.Context(), 0)
		var answered, refused atomic.Int32
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				for {
					switch _, err := Ask(t.Context(), a, inc); err {
					case nil:
						answered.Add(1)
					case ErrStopped:
						refused.Add(1)
						return
					default:
						t.Error(err)
						return
					}
				}
			})
		}
		for answered.Load() < 500 {
			Ask(t.Context(), a, inc)
		}
		a.Stop()
		wg.Wait()
		witness.Measured(t, "callers that hang when the actor stops among 50 of them", 50-refused.Load())
	})
}

func TestStopItself(t *testing.T) {
	for range 100 { // select takes either
		witness.Bubble(t, func(t *testing.T) {
			a := Start(t.Context(), 0)
			v, err := Ask(t.Context(), a, func(n *int) int { a.stop(ErrStopped); return inc(n) })
			if v != 1 || err != nil {
				t.Fatalf("a request that was handled: %d, %v", v, err)
			}
			<-a.done
		})
	}
}

func TestAfterEnd(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		a, b := Start(t.Context(), 0), Start(ctx, 0)
		a.Stop()
		a.Stop()
		if _, err := Ask(t.Context(), a, inc); err != ErrStopped {
			t.Errorf("after Stop: %v", err)
		}
		c := Start(t.Context(), 0)
		if _, err := Ask(t.Context(), c, func(*int) int { runtime.Goexit(); return 0 }); err == nil {
			t.Error("a request that ends the goroutine has an answer")
		}
		gone := errors.New("gone")
		cancel(gone)
		<-b.done
		if _, err := Ask(t.Context(), b, inc); err != gone {
			t.Errorf("after the end of the context: %v", err)
		}
	})
}

func TestGiveUp(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		a := Start(t.Context(), 0)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		slow := func(n *int) int { time.Sleep(time.Minute); return inc(n) }
		start := time.Now()
		if _, err := Ask(ctx, a, slow); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		if v, err := Ask(t.Context(), a, inc); v != 2 || err != nil {
			t.Errorf("the next: %d, %v", v, err)
		}
		a.Stop()
	})
}

func TestEveryPanic(t *testing.T) {
	cut := witness.EveryPanic(t, func(t *testing.T, s *witness.Steps) {
		a := Start(t.Context(), 0)
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				_, err := Ask(t.Context(), a, func(n *int) int { s.Step(); return inc(n) })
				if p := (*Panic)(nil); err != nil && (!errors.As(err, &p) || p.Value != witness.ErrCut) {
					t.Errorf("error: %v", err)
				}
			})
		}
		wg.Wait()
		a.Stop()
		if _, err := Ask(t.Context(), a, inc); s.Cut() == (err == ErrStopped) {
			t.Errorf("afterwards: %v", err)
		}
	})
	witness.Measured(t, "steps at which a request panicked", cut)
}

func TestEveryCancel(t *testing.T) {
	for _, whose := range []string{"the actor's", "the caller's"} {
		t.Run(whose, func(t *testing.T) {
			cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
				actors, callers := s.Context, t.Context()
				if whose == "the caller's" {
					actors, callers = callers, actors
				}
				a := Start(actors, 0)
				var wg sync.WaitGroup
				for range 3 {
					wg.Go(func() {
						v, err := Ask(callers, a, func(n *int) int { s.Step(); return inc(n) })
						if (v == 0) == (err == nil) || err != nil && err != witness.ErrCut {
							t.Errorf("%d, %v", v, err)
						}
					})
				}
				wg.Wait()
				synctest.Wait()
				a.Stop()
			})
			if cut < 4 {
				t.Errorf("cut short at %d steps only", cut)
			}
		})
	}
}
