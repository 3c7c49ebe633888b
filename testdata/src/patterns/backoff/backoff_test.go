package backoff

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

var errFailed = errors.New("failed")

func fails(context.Context) error { return errFailed }

// largest is the largest random number.
func largest(n int64) int64 { return n - 1 }

func TestWaits(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		last, longest := start, time.Duration(0)
		b := Backoff{Attempts: 10, First: time.Second, Most: 10 * time.Second, Rand: largest}
		n := 0
		err := b.Do(t.Context(), func(context.Context) error {
			if n++; n > 1 {
				want := min(time.Second<<(n-2), 10*time.Second)
				if d := time.Since(last); d != want {
					t.Errorf("wait %d: %v, want %v", n-1, d, want)
				}
			}
			longest, last = max(longest, time.Since(last)), time.Now()
			return errFailed
		})
		if n != 10 || !errors.Is(err, errFailed) {
			t.Errorf("%d attempts, error: %v", n, err)
		}
		witness.Measured(t, "longest wait of 10 attempts, first 1s, most 10s, always the largest random number", longest)
		witness.Measured(t, "sum of the waits", time.Since(start))

		b = Backoff{Attempts: 100, First: time.Second, Most: 1<<63 - 1, Rand: func(n int64) int64 {
			if n <= 0 {
				t.Fatalf("the bound of the random number is %d", n)
			}
			return 0
		}}
		b.Most-- // n is one more
		b.Do(t.Context(), fails)
	})
}

func TestSpread(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		source := rand.New(rand.NewPCG(1, 2))
		var mu sync.Mutex
		buckets := make(map[time.Duration]int)
		b := Backoff{Attempts: 2, First: time.Second, Most: time.Second, Rand: func(n int64) int64 {
			mu.Lock()
			defer mu.Unlock()
			return source.Int64N(n)
		}}
		var calls sync.WaitGroup
		for range 1000 {
			calls.Go(func() {
				n := 0
				b.Do(t.Context(), func(context.Context) error {
					if n++; n == 2 {
						mu.Lock()
						defer mu.Unlock()
						buckets[time.Since(start)/(10*time.Millisecond)]++
					}
					return errFailed
				})
			})
		}
		calls.Wait()
		most := 0
		for _, n := range buckets {
			most = max(most, n)
		}
		witness.AtMost(t, "calls that come back together", most, 25)
		witness.Measured(t, "most of 1000 calls that come back within the same 10ms of the first second", most)
	})
}

func TestPermanent(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		b := Backoff{Attempts: 10, First: time.Second, Most: time.Minute, Rand: largest}
		n := 0
		if err := b.Do(t.Context(), func(context.Context) error { n++; return Permanent(errFailed) }); !errors.Is(err, errFailed) || n != 1 {
			t.Errorf("%d attempts, error: %v", n, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		n = 0
		if err := b.Do(ctx, func(context.Context) error { n++; cancel(); return errFailed }); !errors.Is(err, errFailed) || !errors.Is(err, context.Canceled) || n != 1 {
			t.Errorf("%d attempts, error: %v", n, err)
		}
		if err := b.Do(t.Context(), func(context.Context) error { return nil }); err != nil {
			t.Error(err)
		}
		witness.AtMost(t, "time for that", time.Since(start), 0)
	})
}

func TestDeadline(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 6*time.Second)
		defer cancel()
		b := Backoff{Attempts: 10, First: time.Second, Most: time.Minute, Rand: largest}
		if err := b.Do(ctx, fails); !errors.Is(err, errFailed) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error: %v", err)
		}
		witness.AtMost(t, "time until it gives up", time.Since(start), 3*time.Second) // 1s, 2s; 4s would be too long
	})
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		b := Backoff{Attempts: 4, First: time.Second, Most: time.Minute, Rand: largest}
		err := b.Do(s.Context, func(context.Context) error { s.Step(); return errFailed })
		if errors.Is(err, witness.ErrCut) != s.Cut() {
			t.Errorf("cut short: %v, error: %v", s.Cut(), err)
		}
	})
	if cut < 8 {
		t.Errorf("cut short at %d steps only", cut)
	}
}
