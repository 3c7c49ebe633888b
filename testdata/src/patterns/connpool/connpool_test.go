package connpool

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

// server counts connections.
type server struct {
	open, most, dials atomic.Int32
	fails             error
}

type conn struct {
	s      *server
	closed atomic.Bool
}

func (s *server) dial(ctx context.Context) (*conn, error) {
	if s.fails != nil {
		return nil, s.fails
	}
	s.dials.Add(1)
	for n := s.open.Add(1); ; {
		most := s.most.Load()
		if n <= most || s.most.CompareAndSwap(most, n) {
			return &conn{s: s}, nil
		}
	}
}

func (c *conn) Close() error {
	if c.closed.Swap(true) {
		return errors.New("closed twice")
	}
	c.s.open.Add(-1)
	return nil
}

// uses takes d, unless it is told to end.
func uses(d time.Duration) func(context.Context, *conn) error {
	return func(ctx context.Context, c *conn) error {
		if c.closed.Load() {
			return errors.New("the connection is closed")
		}
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// free counts the slots that can be had.
func (p *Pool[C]) free() int { return cap(p.slots) - len(p.slots) }

func TestBound(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var s server
		p := New(4, s.dial)
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				if err := p.Do(t.Context(), uses(time.Second)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		witness.AtMost(t, "connections", s.most.Load(), 4)
		witness.Measured(t, "most connections open at once, 100 users, 4 slots", s.most.Load())
		witness.Measured(t, "dials for 100 users, 4 slots", s.dials.Load())
		if err := p.Close(t.Context()); err != nil || s.open.Load() != 0 {
			t.Errorf("%d open after Close: %v", s.open.Load(), err)
		}
	})
}

func TestReuse(t *testing.T) {
	var s server
	p := New(1, s.dial)
	failed := errors.New("failed")
	for _, result := range []error{nil, nil, failed, nil, failed} {
		if err := p.Do(t.Context(), func(context.Context, *conn) error { return result }); err != result && !errors.Is(err, result) {
			t.Errorf("Do: %v, want %v", err, result)
		}
	}
	if s.dials.Load() != 2 || s.open.Load() != 0 {
		t.Errorf("%d dials, %d open", s.dials.Load(), s.open.Load())
	}
}

func TestEveryPath(t *testing.T) {
	var s server
	p := New(2, s.dial)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	failed := errors.New("failed")
	for name, path := range map[string]func(){
		"success":    func() { p.Do(t.Context(), uses(0)) },
		"error":      func() { p.Do(t.Context(), func(context.Context, *conn) error { return failed }) },
		"no dial":    func() { s.fails = failed; p.Do(t.Context(), uses(0)); s.fails = nil },
		"no acquire": func() { p.Do(ended, uses(0)) },
		"no time":    func() { p.Do(ended, uses(time.Hour)) },
		"panic": func() {
			defer func() { recover() }()
			p.Do(t.Context(), func(context.Context, *conn) error { panic("oops") })
		},
		"Goexit":      func() { p.Do(t.Context(), func(context.Context, *conn) error { runtime.Goexit(); return nil }) },
		"close twice": func() { p.Do(t.Context(), func(_ context.Context, c *conn) error { c.Close(); return failed }) },
	} {
		done := make(chan struct{})
		go func() { defer close(done); path() }()
		<-done
		if p.free() != 2 {
			t.Fatalf("%s: %d slots are free", name, p.free())
		}
	}
}

func TestEveryPanic(t *testing.T) {
	cut := witness.EveryPanic(t, func(t *testing.T, s *witness.Steps) {
		var srv server
		p := New(2, func(ctx context.Context) (*conn, error) { s.Step(); return srv.dial(ctx) })
		for range 3 {
			func() {
				defer func() {
					if r := recover(); r != nil && r != witness.ErrCut {
						t.Errorf("recovered %v", r)
					}
				}()
				p.Do(t.Context(), func(context.Context, *conn) error { s.Step(); return nil })
			}()
		}
		witness.Measured(t, "free slots after a panic at each of 4 steps", p.free())
		if err := p.Close(t.Context()); err != nil || srv.open.Load() != 0 {
			t.Errorf("%d open after Close: %v", srv.open.Load(), err)
		}
	})
	if cut != 4 {
		t.Errorf("panics at %d steps, want 4", cut)
	}
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		var srv server
		p := New(1, srv.dial)
		release := make(chan struct{})
		var other sync.WaitGroup
		other.Go(func() { // has the slot at first
			p.Do(t.Context(), func(context.Context, *conn) error { <-release; return nil })
		})
		synctest.Wait()
		time.AfterFunc(time.Second, func() { close(release) })
		err := p.Do(s.Context, func(ctx context.Context, c *conn) error { s.Step(); return uses(time.Second)(ctx, c) })
		s.End()
		other.Wait()
		if err != nil && !errors.Is(err, witness.ErrCut) {
			t.Errorf("error: %v", err)
		}
		if err := p.Close(t.Context()); err != nil || srv.open.Load() != 0 {
			t.Errorf("%d open after Close: %v", srv.open.Load(), err)
		}
	})
	if cut < 4 {
		t.Errorf("cut short at %d steps only", cut)
	}
}

func TestCloseInUse(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var s server
		p := New(2, s.dial)
		var users sync.WaitGroup
		for range 2 {
			users.Go(func() {
				if err := p.Do(t.Context(), uses(time.Minute)); err != nil {
					t.Errorf("in use: %v", err)
				}
			})
		}
		synctest.Wait()
		users.Go(func() {
			if err := p.Do(t.Context(), uses(0)); err != ErrClosed {
				t.Errorf("while it waits: %v", err)
			}
		})
		synctest.Wait()
		start := time.Now()
		if err := p.Close(t.Context()); err != nil || s.open.Load() != 0 {
			t.Errorf("%d open after Close: %v", s.open.Load(), err)
		}
		witness.Measured(t, "time that Close waits for a connection in use for 1m", time.Since(start))
		if err := p.Do(t.Context(), uses(0)); err != ErrClosed {
			t.Errorf("after Close: %v", err)
		}
		if err := p.Close(t.Context()); err != ErrClosed {
			t.Errorf("Close, again: %v", err)
		}
		users.Wait()
	})
}

func TestCloseGivesUp(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var s server
		p := New(2, s.dial)
		var user sync.WaitGroup
		user.Go(func() { p.Do(t.Context(), uses(time.Hour)) })
		synctest.Wait()
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := p.Close(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Close: %v", err)
		}
		user.Wait()
		if s.open.Load() != 0 {
			t.Errorf("%d open at the end", s.open.Load())
		}
	})
}

func TestNested(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var s server
		p := New(1, s.dial)
		defer p.Close(t.Context())
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := p.Do(short, func(ctx context.Context, _ *conn) error { return p.Do(ctx, uses(0)) })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error: %v", err)
		}
	})
}
