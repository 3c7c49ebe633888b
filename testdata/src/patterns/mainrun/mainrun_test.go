package mainrun

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// raise sends a signal to this process.
func raise(s os.Signal) {
	p, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = p.Signal(s)
	}
	if err != nil {
		panic(err)
	}
}

func TestSignal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot send itself a signal")
	}
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(s.String(), func(t *testing.T) {
			end := witness.Exec(t, func() {
				os.Exit(Main(func(ctx context.Context) error {
					defer fmt.Println("flushed")
					raise(s)
					<-ctx.Done()
					fmt.Println(context.Cause(ctx))
					return ctx.Err()
				}))
			})
			for _, want := range []string{"flushed", s.String()} {
				if end.Code != 0 || !strings.Contains(end.Output, want) {
					t.Errorf("exit code %d, no %q:\n%s", end.Code, want, end.Output)
				}
			}
		})
	}
}

func TestSecondSignal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot send itself a signal")
	}
	end := witness.Exec(t, func() {
		os.Exit(Main(func(ctx context.Context) error {
			raise(os.Interrupt)
			<-ctx.Done()
			for range 500 { // stuck, and deaf; every millisecond somebody presses Ctrl-C
				raise(os.Interrupt)
				<-time.After(time.Millisecond)
			}
			fmt.Println("signals ignored")
			return nil
		}))
	})
	if end.Code == 0 || strings.Contains(end.Output, "signals ignored") || end.Hangs {
		t.Errorf("exit code %d\n%s", end.Code, end.Output)
	}
}

func TestError(t *testing.T) {
	end := witness.Exec(t, func() {
		os.Exit(Main(func(ctx context.Context) error {
			defer fmt.Println("flushed")
			return errors.New("no room")
		}))
	})
	if end.Code != 1 || !strings.Contains(end.Output, "flushed\nno room\n") {
		t.Errorf("exit code %d:\n%s", end.Code, end.Output)
	}
}

func TestJoined(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		var running atomic.Int32
		part := func(d time.Duration) Part {
			return func(context.Context) error {
				running.Add(1)
				defer running.Add(-1)
				time.Sleep(d)
				return nil
			}
		}
		err := Run(t.Context(), part(time.Second), part(time.Hour), part(time.Minute))
		if d := time.Since(start); err != nil || d != time.Hour {
			t.Errorf("Run returns %v after %v", err, d)
		}
		witness.AtMost(t, "parts still running", running.Load(), 0)
		witness.Measured(t, "parts still running when Run returns", running.Load())
	})
}

func TestFailure(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		failed := errors.New("failed")
		var at time.Time
		err := Run(t.Context(),
			func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
			func(context.Context) error { time.Sleep(time.Minute); at = time.Now(); return failed },
			func(ctx context.Context) error { <-ctx.Done(); return nil },
		)
		if err != failed {
			t.Errorf("Run returns %v", err)
		}
		witness.Measured(t, "time from the first failure to the end of Run", time.Since(at))
	})
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		var running atomic.Int32
		part := func(ctx context.Context) error {
			running.Add(1)
			defer running.Add(-1)
			for range 3 {
				s.Step()
				select {
				case <-time.After(time.Second):
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		}
		err := Run(s.Context, part, part, part)
		if s.Cut() != (err != nil) {
			t.Errorf("cut short: %v, error: %v", s.Cut(), err)
		}
		witness.AtMost(t, "parts still running", running.Load(), 0)
	})
	if cut < 9 {
		t.Errorf("cut short only %d times", cut)
	}
}
