package batcher

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// log is a flush that remembers the batches, and when they came.
type log struct {
	mu      sync.Mutex
	start   time.Time
	batches [][]int
	times   []time.Duration
}

func newLog() *log { return &log{start: time.Now()} }

func (l *log) flush(_ context.Context, batch []int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.batches = append(l.batches, batch)
	l.times = append(l.times, time.Since(l.start))
	return nil
}

func (l *log) first() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.times[0]
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return fmt.Sprint(l.batches, " at ", l.times)
}

// add adds items that must be accepted.
func add(t *testing.T, b *Batcher[int], items ...int) {
	t.Helper()
	for _, v := range items {
		if err := b.Add(t.Context(), v); err != nil {
			t.Error(err)
		}
	}
}

func TestBySize(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		l := newLog()
		b := New(3, time.Minute, l.flush)
		defer b.Close(t.Context())
		add(t, b, 1, 2, 3, 4, 5, 6, 7)
		synctest.Wait()
		if got, want := l.String(), "[[1 2 3] [4 5 6]] at [0s 0s]"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}

func TestByTime(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		l := newLog()
		b := New(3, time.Second, l.flush)
		defer b.Close(t.Context())
		add(t, b, 1)
		time.Sleep(900 * time.Millisecond)
		add(t, b, 2) // does not make the first one wait for longer
		time.Sleep(500 * time.Millisecond)
		witness.Measured(t, "time from the first item to a flush by time, limit 1s", l.first())
		add(t, b, 3, 4, 5, 6) // flushed by size: the time begins anew
		time.Sleep(10 * time.Second)
		if got, want := l.String(), "[[1 2] [3 4 5] [6]] at [1s 1.4s 2.4s]"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}

func TestTail(t *testing.T) {
	for n := range 4 {
		witness.Bubble(t, func(t *testing.T) {
			l := newLog()
			b := New(10, time.Hour, l.flush)
			for i := range n {
				add(t, b, i)
			}
			for range 2 {
				if err := b.Close(t.Context()); err != nil {
					t.Error(err)
				}
			}
			if batches := min(n, 1); len(l.batches) != batches || n > 0 && len(l.batches[0]) != n {
				t.Errorf("after %d items: %v", n, l)
			}
			witness.Measured(t, "time that Close takes to flush the tail", time.Since(l.start))
		})
	}
}

func TestNoLoss(t *testing.T) {
	for range 20 { // the end comes at another moment each time
		noLoss(t)
	}
	for range 100 { // select takes any that is ready
		b := New(7, time.Hour, newLog().flush)
		if err := b.Add(closing{t.Context(), b}, 1); err != ErrClosed {
			t.Fatalf("Add while the batcher is closed: %v", err)
		}
	}
}

// closing is a context during whose inspection the batcher is closed.
type closing struct {
	context.Context
	b *Batcher[int]
}

func (c closing) Done() <-chan struct{} {
	c.b.Close(context.Background())
	return c.Context.Done()
}

func noLoss(t *testing.T) {
	l := newLog()
	b := New(7, time.Microsecond, l.flush)
	var mu sync.Mutex
	accepted := make(map[int]bool)
	var wg sync.WaitGroup
	half := make(chan struct{})
	for g := range 10 {
		wg.Go(func() {
			for i := range 100 {
				v := 100*g + i
				switch err := b.Add(t.Context(), v); err {
				case nil:
					mu.Lock()
					accepted[v] = true
					if len(accepted) == 500 {
						close(half)
					}
					mu.Unlock()
				case ErrClosed:
				default:
					t.Error(err)
				}
			}
		})
	}
	<-half // in the middle of it all
	if err := b.Close(t.Context()); err != nil {
		t.Error(err)
	}
	wg.Wait()
	n, last := 0, make(map[int]int)
	for _, batch := range l.batches {
		for _, v := range batch {
			n++
			if !accepted[v] {
				t.Errorf("%d was not accepted, or is there twice", v)
			}
			delete(accepted, v)
			if g := v / 100; v < last[g] {
				t.Errorf("%d after %d", v, last[g])
			} else {
				last[g] = v
			}
		}
	}
	witness.AtMost(t, "items lost", len(accepted), 0)
	witness.Measured(t, "items in the batches of 1000 Adds from 10 goroutines with a Close in between, minus those accepted", -len(accepted))
	if err := b.Add(t.Context(), 0); err != ErrClosed || n < 500 {
		t.Errorf("%d items; Add after Close: %v", n, err)
	}
}

func TestBackpressure(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		release := make(chan struct{})
		b := New(1, time.Hour, func(context.Context, []int) error { <-release; return nil })
		add(t, b, 1)
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := b.Add(short, 2); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Add during a flush: %v", err)
		}
		close(release)
		b.Close(t.Context())
	})
}

func TestFlushError(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		failed := errors.New("failed")
		b := New(2, time.Hour, func(context.Context, []int) error { return failed })
		add(t, b, 1, 2)
		if err := b.Add(t.Context(), 3); err != failed {
			t.Errorf("Add: %v", err)
		}
		if err := b.Close(t.Context()); err != failed {
			t.Errorf("Close: %v", err)
		}
	})
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		b := New(2, time.Second, func(ctx context.Context, batch []int) error {
			s.Step()
			select {
			case <-time.After(time.Minute):
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		})
		var err error
		for i := 0; i < 5 && err == nil; i++ {
			s.Step()
			err = b.Add(s.Context, i)
		}
		if err == nil {
			s.Step()
		}
		if closed := b.Close(s.Context); err == nil {
			err = closed
		}
		if err != nil && err != witness.ErrCut || err == nil && s.Cut() && s.Context.Err() == nil {
			t.Errorf("error: %v", err)
		}
	})
	if cut < 10 {
		t.Errorf("cut short at %d steps only", cut)
	}
}
