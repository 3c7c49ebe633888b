package queue

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// count emits n items and counts those that it got rid of.
func count(n int, sent *atomic.Int32) Producer[int] {
	return func(_ context.Context, emit func(int) error) error {
		for i := range n {
			if err := emit(i); err != nil {
				return err
			}
			sent.Add(1)
		}
		return nil
	}
}

// drain takes all there is.
func drain(got *atomic.Int32) Consumer[int] {
	return func(_ context.Context, items iter.Seq[int]) error {
		for range items {
			got.Add(1)
		}
		return nil
	}
}

func TestBackpressure(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var sent atomic.Int32
		release := make(chan struct{})
		done := make(chan error, 1)
		go func() {
			done <- Run(t.Context(), 3, []Producer[int]{count(50, &sent), count(50, &sent)}, []Consumer[int]{
				func(_ context.Context, items iter.Seq[int]) error {
					for range items {
						<-release
					}
					return nil
				}})
		}()
		synctest.Wait()
		witness.AtMost(t, "items ahead", sent.Load(), 4) // one is in the hands of the consumer
		witness.Measured(t, "items that producers get rid of, room 3, while the one consumer is stuck", sent.Load())
		close(release)
		if err := <-done; err != nil || sent.Load() != 100 {
			t.Errorf("sent %d, error: %v", sent.Load(), err)
		}
	})
}

func TestAllConsumed(t *testing.T) {
	for _, room := range []int{0, 1, 7, 1000} {
		witness.Bubble(t, func(t *testing.T) {
			var sent, got atomic.Int32
			p, c := count(25, &sent), drain(&got)
			if err := Run(t.Context(), room, []Producer[int]{p, p, p, p}, []Consumer[int]{c, c, c}); err != nil {
				t.Error(err)
			}
			witness.Measured(t, "items consumed of 4 producers with 25 each", got.Load())
		})
	}
}

func TestEarlyExit(t *testing.T) {
	for enough := range 5 { // each consumer leaves after so many
		witness.Bubble(t, func(t *testing.T) {
			var sent atomic.Int32
			var left time.Time
			c := func(_ context.Context, items iter.Seq[int]) error {
				n := 0
				for range items {
					time.Sleep(time.Second)
					if n++; n > enough {
						break
					}
				}
				left = time.Now()
				return nil
			}
			err := Run(t.Context(), 2, []Producer[int]{count(1000, &sent), count(1000, &sent)}, []Consumer[int]{c})
			if err != nil {
				t.Error(err)
			}
			witness.Measured(t, "time from the exit of the last consumer to the end of Run", time.Since(left))
		})
	}
}

func TestErrors(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		failed := errors.New("failed")
		var sent, got atomic.Int32
		err := Run(t.Context(), 0, []Producer[int]{count(1000, &sent)}, []Consumer[int]{
			func(_ context.Context, items iter.Seq[int]) error {
				for range items {
					return failed
				}
				return nil
			},
			func(ctx context.Context, _ iter.Seq[int]) error { <-ctx.Done(); return nil },
		})
		if err != failed {
			t.Errorf("of a consumer: %v", err)
		}
		err = Run(t.Context(), 0, []Producer[int]{
			func(context.Context, func(int) error) error { return failed },
			func(ctx context.Context, emit func(int) error) error { <-ctx.Done(); return emit(1) },
		}, []Consumer[int]{drain(&got)})
		if err != failed {
			t.Errorf("of a producer: %v", err)
		}
	})
}

// scene is a run with steps in all of its parts.
func scene(s *witness.Steps) error {
	p := func(_ context.Context, emit func(int) error) error {
		for i := range 3 {
			s.Step()
			if err := emit(i); err != nil {
				return err
			}
		}
		s.Step()
		return nil
	}
	c := func(_ context.Context, items iter.Seq[int]) error {
		for range items {
			s.Step()
		}
		s.Step()
		return nil
	}
	return Run(s.Context, 1, []Producer[int]{p, p}, []Consumer[int]{c, c})
}

func TestEveryPanic(t *testing.T) {
	cut := witness.EveryPanic(t, func(t *testing.T, s *witness.Steps) {
		defer func() {
			p, _ := recover().(*Panic)
			if s.Cut() != (p != nil && p.Value == witness.ErrCut) {
				t.Errorf("recovered %v", p)
			}
		}()
		if err := scene(s); err != nil {
			t.Error(err)
		}
	})
	if cut < 10 {
		t.Errorf("panics at %d steps only", cut)
	}
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		err := scene(s)
		if err != nil && err != witness.ErrCut {
			t.Errorf("error: %v", err)
		}
	})
	if cut < 10 {
		t.Errorf("cut short at %d steps only", cut)
	}
}
