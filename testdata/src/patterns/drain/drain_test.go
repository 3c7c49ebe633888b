package drain

import (
	"context"
	"errors"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// contexts are soft and hard, and what ends them.
func contexts(parent context.Context) (soft, hard context.Context, stop, force func()) {
	hard, f := context.WithCancelCause(parent)
	soft, s := context.WithCancelCause(hard)
	return soft, hard, func() { s(ErrStopping) }, func() { f(ErrForced) }
}

// takes is a job of length d.
func takes(d time.Duration, finished *atomic.Int32) Job {
	return func(ctx context.Context) {
		select {
		case <-time.After(d):
			finished.Add(1)
		case <-ctx.Done():
		}
	}
}

// submit submits a job n times.
func submit(t *testing.T, s *Server, n int, job Job) {
	t.Helper()
	for range n {
		if err := s.Submit(job); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDrain(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		soft, hard, stop, force := contexts(t.Context())
		defer force()
		var finished atomic.Int32
		s := New(6)
		submit(t, s, 6, takes(10*time.Second, &finished))
		if err := s.Submit(nil); err == nil {
			t.Error("a job is accepted for which there is no room")
		}
		end := make(chan error, 1)
		go func() { end <- s.Run(soft, hard, 2, time.Hour) }()
		synctest.Wait() // two jobs have begun
		start := time.Now()
		stop()
		synctest.Wait()
		if err := s.Submit(takes(0, &finished)); err != ErrStopping {
			t.Errorf("Submit: %v", err)
		}
		if err := <-end; err != nil {
			t.Errorf("Run: %v", err)
		}
		if n := finished.Load(); n != 6 {
			t.Errorf("jobs done: %d", n)
		}
		witness.Measured(t, "jobs accepted before the signal, and done", finished.Load())
		witness.Measured(t, "time to drain 6 jobs of 10s with 2 workers, 2 of them begun", time.Since(start))
	})
}

func TestGrace(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		soft, hard, stop, force := contexts(t.Context())
		defer force()
		var finished atomic.Int32
		s := New(10)
		submit(t, s, 1, takes(time.Second, &finished))
		submit(t, s, 4, takes(time.Hour, &finished))
		stop()
		start := time.Now()
		err := s.Run(soft, hard, 2, time.Minute)
		var undone *Undone
		if !errors.As(err, &undone) || undone.Jobs != 4 || !errors.Is(err, ErrGrace) || finished.Load() != 1 {
			t.Errorf("Run: %v; finished: %d", err, finished.Load())
		}
		witness.Measured(t, "time from the end of the grace period to the end of Run", time.Since(start)-time.Minute)
	})
}

func TestSecondSignal(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		soft, hard, stop, force := contexts(t.Context())
		var finished atomic.Int32
		s := New(10)
		submit(t, s, 3, takes(time.Hour, &finished))
		end := make(chan error, 1)
		go func() { end <- s.Run(soft, hard, 2, 2*time.Hour) }()
		stop()
		time.Sleep(time.Minute)
		start := time.Now()
		force()
		if err := <-end; !errors.Is(err, ErrForced) || err.Error() != "3 jobs were not done: the server was forced to stop" {
			t.Errorf("Run: %v", err)
		}
		witness.Measured(t, "time from the second signal to the end of Run", time.Since(start))
	})
}

func TestEveryPanic(t *testing.T) {
	cut := witness.EveryPanic(t, func(t *testing.T, st *witness.Steps) {
		soft, hard, stop, force := contexts(t.Context())
		defer force()
		s := New(10)
		var finished atomic.Int32
		submit(t, s, 5, func(context.Context) { st.Step(); finished.Add(1) })
		stop()
		err := s.Run(soft, hard, 2, time.Minute)
		if undone := (*Undone)(nil); st.Cut() && (!errors.As(err, &undone) || undone.Jobs != 1 || finished.Load() != 4) || !st.Cut() && err != nil {
			t.Errorf("Run: %v; finished: %d", err, finished.Load())
		}
	})
	if cut != 5 {
		t.Errorf("panics at %d steps, want 5", cut)
	}
}

func TestEveryCancel(t *testing.T) {
	for _, which := range []string{"hard", "parent of both"} {
		t.Run(which, func(t *testing.T) {
			witness.EveryCancel(t, func(t *testing.T, st *witness.Steps) {
				hard := st.Context
				soft, stop := context.WithCancelCause(t.Context())
				if which != "hard" {
					soft, stop = context.WithCancelCause(hard)
				}
				s := New(10)
				var finished atomic.Int32
				submit(t, s, 5, func(ctx context.Context) { st.Step(); takes(time.Second, &finished)(ctx); st.Step() })
				end := make(chan error, 1)
				go func() { end <- s.Run(soft, hard, 2, time.Hour) }()
				stop(ErrStopping)
				err := <-end
				st.End()
				undone := new(Undone)
				if errors.As(err, &undone); int(finished.Load())+undone.Jobs < 5 || (err != nil) && !st.Cut() {
					t.Errorf("%d finished, %d not done, error: %v", finished.Load(), undone.Jobs, err)
				}
			})
		})
	}
}

func TestSignals(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot send itself a signal")
	}
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	soft, hard, stop := Signals(t.Context(), syscall.SIGHUP)
	for i, ctx := range []context.Context{soft, hard} {
		if hard.Err() != nil || i == 0 && soft.Err() != nil {
			t.Fatal("too soon")
		}
		if err := self.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		<-ctx.Done()
		if cause := context.Cause(ctx); cause != []error{ErrStopping, ErrForced}[i] {
			t.Errorf("signal %d: %v", i+1, cause)
		}
	}
	stop()

	_, _, stop = Signals(t.Context(), syscall.SIGHUP)
	stop() // nothing stays, without a signal either
}
