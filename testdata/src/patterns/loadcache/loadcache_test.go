package loadcache

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

// slow is a load that takes a second, unless it is told to end.
type slow struct {
	loads, running atomic.Int32
	err            error
}

func (s *slow) load(ctx context.Context, key int) (int, error) {
	s.loads.Add(1)
	s.running.Add(1)
	defer s.running.Add(-1)
	select {
	case <-time.After(time.Second):
		return 10 * key, s.err
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
}

func TestSingleFlight(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var s slow
		c := New(s.load)
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				if v, err := c.Get(t.Context(), 7); v != 70 || err != nil {
					t.Errorf("%d, %v", v, err)
				}
			})
		}
		wg.Wait()
		c.Get(t.Context(), 7) // now it is there
		witness.AtMost(t, "loads", s.loads.Load(), 1)
		witness.Measured(t, "loads for 100 callers of one key", s.loads.Load())
		c.Forget(7)
		if c.Get(t.Context(), 7); s.loads.Load() != 2 {
			t.Errorf("%d loads after Forget", s.loads.Load())
		}
	})
}

func TestKeys(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		var s slow
		c := New(s.load)
		var wg sync.WaitGroup
		for key := range 10 {
			wg.Go(func() { c.Get(t.Context(), key) })
		}
		wg.Wait()
		witness.Measured(t, "time for 10 keys of 1s each at the same time", time.Since(start))
	})
}

func TestGiveUp(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var s slow
		c := New(s.load)
		short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		var wg sync.WaitGroup
		wg.Go(func() { // it is the first, and goes first
			if _, err := c.Get(short, 1); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("who gives up gets %v", err)
			}
		})
		synctest.Wait()
		if v, err := c.Get(t.Context(), 1); v != 10 || err != nil {
			t.Errorf("who waits gets %d, %v", v, err)
		}
		wg.Wait()
		witness.AtMost(t, "loads", s.loads.Load(), 1)
	})
}

func TestAllGiveUp(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var s slow
		c := New(s.load)
		var wg sync.WaitGroup
		for i := range 3 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i+1)*time.Millisecond)
			defer cancel()
			wg.Go(func() { c.Get(ctx, 1) })
		}
		wg.Wait()
		left := time.Now()
		if v, err := c.Get(t.Context(), 2); v != 20 || err != nil { // meanwhile
			t.Errorf("%d, %v", v, err)
		}
		ended := left
		if s.running.Load() > 0 {
			ended = time.Now()
		}
		witness.Measured(t, "time from the last caller's leaving to the end of the load", ended.Sub(left))
		if v, err := c.Get(t.Context(), 1); v != 10 || err != nil || s.loads.Load() != 3 {
			t.Errorf("a new load: %d, %v", v, err)
		}
	})
}

func TestErrors(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		s := slow{err: errors.New("failed")}
		c := New(s.load)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if _, err := c.Get(t.Context(), 1); err != s.err {
					t.Errorf("error: %v", err)
				}
			})
		}
		wg.Wait()
		s.err = nil
		if v, err := c.Get(t.Context(), 1); v != 10 || err != nil || s.loads.Load() != 2 {
			t.Errorf("the next time: %d, %v; %d loads", v, err, s.loads.Load())
		}
	})
}

func TestPanic(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		first := true
		var s slow
		c := New(func(ctx context.Context, key int) (int, error) {
			v, err := s.load(ctx, key)
			if first {
				first = false
				panic("oops")
			}
			return v, err
		})
		var recovered atomic.Int32
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				defer func() {
					if recover() == "oops" {
						recovered.Add(1)
					}
				}()
				c.Get(t.Context(), 1)
			})
		}
		wg.Wait()
		if v, err := c.Get(t.Context(), 1); recovered.Load() != 10 || v != 10 || err != nil {
			t.Errorf("%d recovered; the next time: %d, %v", recovered.Load(), v, err)
		}
	})
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		var loads slow
		c := New(func(ctx context.Context, key int) (int, error) {
			s.Step()
			defer s.Step()
			return loads.load(ctx, key)
		})
		var err error
		for _, key := range []int{1, 2, 1} {
			if err == nil {
				_, err = c.Get(s.Context, key)
			}
		}
		s.End()
		if err != nil && err != witness.ErrCut {
			t.Errorf("error: %v", err)
		}
		synctest.Wait()
		witness.AtMost(t, "loads that nobody waits for", loads.running.Load(), 0)
	})
	if cut < 6 {
		t.Errorf("cut short at %d steps only", cut)
	}
}
