package firstof

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// takes is a replica that needs d to answer with its name, or to fail with it.
func takes(running *atomic.Int32, d time.Duration, name string, fails bool) Replica[string] {
	return func(ctx context.Context) (string, error) {
		running.Add(1)
		defer running.Add(-1)
		select {
		case <-time.After(d):
		case <-ctx.Done():
			return "", ctx.Err()
		}
		if fails {
			return "", errors.New(name)
		}
		return name, nil
	}
}

func TestFirst(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var running atomic.Int32
		start := time.Now()
		got, err := First(t.Context(), 0,
			takes(&running, time.Minute, "a", false),
			takes(&running, time.Millisecond, "b", true),
			takes(&running, time.Second, "c", false),
			takes(&running, time.Minute, "d", false))
		if got != "c" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
		witness.AtMost(t, "time until the answer", time.Since(start), time.Second)
		witness.AtMost(t, "replicas that still run", running.Load(), 0)

		start = time.Now()
		First(t.Context(), time.Hour, takes(&running, time.Second, "a", false), takes(&running, time.Minute, "b", false))
		witness.Measured(t, "time until the answer of a replica that takes 1s, asked first, others take 1m", time.Since(start))
		witness.Measured(t, "goroutines of losers after First", running.Load())
	})
}

func TestHedged(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		var mu sync.Mutex
		var asked []string
		log := func(name string, d time.Duration, err error) Replica[string] {
			return func(ctx context.Context) (string, error) {
				mu.Lock()
				asked = append(asked, fmt.Sprint(name, time.Since(start)))
				mu.Unlock()
				select {
				case <-time.After(d):
					return name, err
				case <-ctx.Done():
					return "", ctx.Err()
				}
			}
		}
		got, err := First(t.Context(), time.Second,
			log("a", time.Minute, nil),
			log("b", time.Minute, nil),
			log("c", 500*time.Millisecond, errors.New("c")),
			log("d", 300*time.Millisecond, nil),
			log("e", time.Minute, nil))
		if got != "d" || err != nil || fmt.Sprint(asked) != "[a0s b1s c2s d2.5s]" {
			t.Errorf("%q, %v; asked %v", got, err, asked)
		}
		witness.AtMost(t, "time until the answer", time.Since(start), 2800*time.Millisecond)
		witness.Measured(t, "replicas asked within 2.5s, one each second", len(asked)-1) // the last one at once, after a failure
	})
}

func TestAllFail(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var running atomic.Int32
		_, err := First(t.Context(), 0,
			takes(&running, time.Minute, "a", true),
			takes(&running, time.Second, "b", true),
			takes(&running, time.Hour, "c", true))
		if err == nil || err.Error() != "a\nb\nc" {
			t.Errorf("error: %v", err)
		}
		if _, err := First[int](t.Context(), 0); err == nil {
			t.Error("nobody answers, without an error")
		}
	})
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		var running atomic.Int32
		step := func(r Replica[string]) Replica[string] {
			return func(ctx context.Context) (string, error) {
				s.Step()
				defer s.Step()
				return r(ctx)
			}
		}
		got, err := First(s.Context, time.Second,
			step(takes(&running, time.Minute, "a", false)),
			step(takes(&running, time.Millisecond, "b", true)),
			step(takes(&running, 3*time.Second, "c", false)))
		if (got == "c") != (err == nil) || err != nil && !errors.Is(err, witness.ErrCut) && !s.Cut() {
			t.Errorf("%q, %v", got, err)
		}
		witness.AtMost(t, "replicas that still run", running.Load(), 0)
	})
	if cut < 6 {
		t.Errorf("cut short only %d times", cut)
	}
}
