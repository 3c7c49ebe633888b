package ratelimit

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// events waits n times, in several goroutines, and returns when that was over.
func events(t *testing.T, l *Limiter, goroutines, n int) []time.Duration {
	start := time.Now()
	var mu sync.Mutex
	var times []time.Duration
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for range n / goroutines {
				if err := l.Wait(t.Context()); err != nil {
					t.Error(err)
				}
				mu.Lock()
				times = append(times, time.Since(start))
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slices.Sort(times)
	return times
}

func TestNeverMore(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		const burst = 3
		l := New(time.Second, burst)
		for range 3 { // with pauses, in which the bucket fills up, but not over
			times := events(t, l, 10, 50)
			for i, from := range times {
				for j, to := range times[i:] {
					if most := burst + int((to-from)/time.Second); j+1 > most {
						t.Fatalf("%d events between %v and %v, want at most %d", j+1, from, to, most)
					}
				}
			}
			time.Sleep(time.Hour)
		}
	})
}

func TestNoWaste(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		times := events(t, New(time.Second, 3), 10, 100)
		n := 0
		for i, at := range times {
			if want := max(0, time.Duration(i-2)*time.Second); at != want {
				t.Errorf("event %d at %v, want %v", i, at, want)
			}
			if at <= 10*time.Second {
				n++
			}
		}
		witness.Measured(t, "events in the first 10s, one each second, burst 3", n)
		witness.Measured(t, "time for 100 events from 10 goroutines, one each second, burst 3", times[99])
	})
}

func TestOrder(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		l := New(time.Second, 1)
		var mu sync.Mutex
		var got []int
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				l.Wait(t.Context())
				mu.Lock()
				defer mu.Unlock()
				got = append(got, i)
			})
			synctest.Wait() // it has its place
		}
		wg.Wait()
		if !slices.IsSorted(got) {
			t.Errorf("order: %v", got)
		}
	})
}

func TestDeadline(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		l := New(time.Minute, 1)
		l.Wait(t.Context())
		short, cancel := context.WithTimeout(t.Context(), 59*time.Second)
		defer cancel()
		for range 100 {
			if err := l.Wait(short); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error: %v", err)
			}
		}
		witness.AtMost(t, "time to find that out", time.Since(start), 0)
		l.Wait(t.Context())
		witness.AtMost(t, "time until the next event", time.Since(start), time.Minute)
	})
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		l := New(time.Second, 1)
		n := 0
		var err error
		for n < 4 && err == nil {
			if err = l.Wait(s.Context); err == nil {
				n++
			}
		}
		if err != nil && err != witness.ErrCut {
			t.Errorf("%d events, error: %v", n, err)
		}
	})
	if cut < 8 {
		t.Errorf("cut short at %d steps only", cut)
	}
}

func TestGivenBack(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		l := New(time.Minute, 1)
		l.Wait(t.Context())
		for range 10 {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			if err := l.Wait(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("error: %v", err)
			}
		}
		l.Wait(t.Context())
		witness.AtMost(t, "time until the next event", time.Since(start), time.Minute)
	})
}

func TestAllow(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		l := New(time.Second, 3)
		var got []bool
		for range 5 {
			got = append(got, l.Allow())
		}
		if !slices.Equal(got, []bool{true, true, true, false, false}) || time.Since(start) > 0 {
			t.Errorf("allowed: %v", got)
		}
		time.Sleep(time.Second)
		if !l.Allow() || l.Allow() {
			t.Error("a second later there is one more, and no other")
		}
	})
}
