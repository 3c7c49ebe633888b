package snapshot

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

func TestReentrant(t *testing.T) {
	var h Hooks[int]
	calls := 0
	var remove func()
	remove = h.Add(func(ctx context.Context, n int) {
		calls++
		remove()
		h.Add(func(context.Context, int) { calls += 10 })
		if n > 0 {
			h.Call(ctx, n-1)
		}
	})
	done := make(chan struct{})
	go func() { // a deadlock would be a leak
		defer close(done)
		h.Call(t.Context(), 1)
	}()
	if _, ended := witness.Either(t, done, "TestReentrant", "sync.Mutex.Lock"); !ended {
		t.Fatal("a hook waits for the lock that is held while it runs")
	}
	if calls != 11 {
		t.Errorf("calls: %d", calls)
	}
}

func TestSlowHook(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var h Hooks[int]
		began, release := make(chan struct{}), make(chan struct{})
		h.Add(func(context.Context, int) { close(began); <-release })
		var calling sync.WaitGroup
		calling.Go(func() { h.Call(t.Context(), 0) })
		<-began
		added := make(chan struct{})
		go func() { defer close(added); h.Add(func(context.Context, int) {})() }()
		start := time.Now()
		select {
		case <-added:
		case <-time.After(time.Hour):
			t.Error("Add waits for a hook")
		}
		witness.Measured(t, "time that Add takes while a hook takes 1h", time.Since(start))
		close(release)
		calling.Wait()
		<-added
	})
}

func TestOrder(t *testing.T) {
	var h Hooks[int]
	var got []string
	log := func(name string) Hook[int] { return func(context.Context, int) { got = append(got, name) } }
	var removeSelf func()
	removeSelf = h.Add(func(context.Context, int) { removeSelf() }) // the others stay where they are
	h.Add(log("a"))
	removeB := h.Add(log("b"))
	h.Add(log("c"))
	removeB()
	removeB()
	h.Call(t.Context(), 0)
	if !slices.Equal(got, []string{"a", "c"}) {
		t.Errorf("called %q", got)
	}

	got = nil
	var during Hooks[int]
	during.Add(func(context.Context, int) { got = append(got, "first"); during.Add(log("new")) })
	during.Add(log("second"))
	during.Call(t.Context(), 0)
	if !slices.Equal(got, []string{"first", "second"}) {
		t.Errorf("called %q", got)
	}
	witness.Measured(t, "hooks called by a Call during which one was added", len(got))
}

func TestEveryPanic(t *testing.T) {
	cut := witness.EveryPanic(t, func(t *testing.T, s *witness.Steps) {
		var h Hooks[int]
		n, again := 0, false
		for range 3 {
			h.Add(func(context.Context, int) {
				if !again {
					s.Step()
				}
				n++
			})
		}
		func() {
			defer func() {
				if r := recover(); s.Cut() != (r == witness.ErrCut) {
					t.Errorf("recovered %v", r)
				}
			}()
			h.Call(t.Context(), 0)
		}()
		n, again = 0, true
		h.Add(func(context.Context, int) {})()
		if h.Call(t.Context(), 0); n != 3 {
			t.Errorf("afterwards %d hooks are called", n)
		}
	})
	if cut != 3 {
		t.Errorf("panics at %d steps, want 3", cut)
	}
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		var h Hooks[int]
		n, after := 0, 0
		for range 3 {
			h.Add(func(context.Context, int) {
				if s.Cut() {
					after++
				}
				s.Step()
				n++
			})
		}
		if err := h.Call(s.Context, 0); err != nil && err != witness.ErrCut || err == nil && n != 3 {
			t.Errorf("called %d, error: %v", n, err)
		}
		witness.AtMost(t, "hooks called after the end", after, 0)
	})
	if cut < 6 {
		t.Errorf("cut short at %d steps only", cut)
	}
}

func TestStorm(t *testing.T) {
	var h Hooks[int]
	var calls atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 200 {
				remove := h.Add(func(context.Context, int) { calls.Add(1) })
				h.Call(t.Context(), 0)
				remove()
			}
		})
	}
	wg.Wait()
	if calls.Load() < 800 || len(h.snapshot()) != 0 {
		t.Errorf("%d calls, %d hooks left", calls.Load(), len(h.snapshot()))
	}
}
