package witness

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"
)

// Steps is a run that is cut short at one of its steps: see [EveryCancel] and
// [EveryPanic].
type Steps struct {
	// Context is the one that is cancelled. Each look at it is a step.
	Context context.Context

	mu    sync.Mutex
	start time.Time
	times []time.Duration // since start, when there were steps, and at the end
	count int             // of steps so far
	last  int             // the step at which it happens; 0 is before the first
	act   func()          // what happens
	when  time.Time       // when it did
	end   time.Time       // when what is tested came to its end, if that was told
}

// Step is a step of its own, for the callbacks of a test: here the run is cut
// short, too.
func (s *Steps) Step() {
	s.mu.Lock()
	s.count++
	s.times = append(s.times, time.Since(s.start))
	now := s.count == s.last
	s.mu.Unlock()
	if now {
		s.cut()
	}
}

// Cut reports whether the run was cut short.
func (s *Steps) Cut() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.when.IsZero()
}

// End tells that what is tested has come to its end, for an f that goes on: to
// let time pass until others have ended, say.
func (s *Steps) End() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end = time.Now()
}

// ErrCut is the cause of the cancellation, or the value of the panic.
var ErrCut = errors.New("cut short at a step")

// EveryCancel runs f again and again, each time in a [Bubble], and cancels its
// context: before it begins, then at the first step, at the second and so on,
// until f comes to its end before that; and then between any two steps between
// which time passes, that is, while f waits for something. A step is each call of
// Done or Err on the context, of Step, and whatever the test makes of them: so
// none is sampled. f must return, or call End, in the same instant, in the time
// of the bubble, and leave no goroutine behind. EveryCancel returns how many runs
// were cut short.
func EveryCancel(t *testing.T, f func(t *testing.T, s *Steps)) (cut int) {
	t.Helper()
	run := func(t *testing.T, s *Steps, wait time.Duration) {
		ctx, cancel := context.WithCancelCause(t.Context())
		defer cancel(nil)
		s.Context = &stepping{ctx, s}
		s.act = func() { cancel(ErrCut) }
		if s.last == 0 {
			if wait == 0 {
				s.cut()
			} else {
				timer := time.AfterFunc(wait, s.cut)
				defer timer.Stop()
			}
		}
		f(t, s)
		if s.end.IsZero() {
			s.End()
		}
		if s.Cut() {
			AtMost(t, "time from the cancellation to the end", s.end.Sub(s.when), 0)
		}
	}
	cut, whole := every(t, func(t *testing.T, s *Steps) { run(t, s, 0) })

	times := append(whole.times, whole.end.Sub(whole.start))
	slices.Sort(times)
	from := time.Duration(0)
	for _, to := range slices.Compact(times) {
		if wait := from + (to-from)/2; wait > from {
			s := new(Steps)
			Bubble(t, func(t *testing.T) { s.start = time.Now(); run(t, s, wait) })
			if t.Failed() {
				t.Fatalf("when it was cut short after %v", wait)
			}
			if s.Cut() {
				cut++
			}
		}
		from = to
	}
	return cut
}

// EveryPanic is EveryCancel with a panic in place of a cancellation, and calls
// of Step as the only steps. f recovers the panic where it is to come out.
func EveryPanic(t *testing.T, f func(t *testing.T, s *Steps)) (cut int) {
	t.Helper()
	cut, _ = every(t, func(t *testing.T, s *Steps) {
		s.Context = t.Context()
		s.act = func() { panic(ErrCut) }
		f(t, s)
	})
	return cut
}

// every runs f until a run is not cut short any more, and returns that one.
func every(t *testing.T, f func(t *testing.T, s *Steps)) (cut int, whole *Steps) {
	t.Helper()
	const most = 10_000
	for n := range most {
		s := &Steps{last: n}
		Bubble(t, func(t *testing.T) { s.start = time.Now(); f(t, s) })
		if t.Failed() {
			t.Fatalf("when it was cut short at step %d", n)
		}
		if s.Cut() {
			cut++
		} else if n > 0 {
			return cut, s
		}
	}
	t.Fatalf("after %d steps there is no end in sight", most)
	return 0, nil
}

// cut does what is to happen, now.
func (s *Steps) cut() {
	s.mu.Lock()
	s.when = time.Now()
	s.mu.Unlock()
	s.act()
}

// stepping is a context that counts who looks at it.
type stepping struct {
	context.Context
	steps *Steps
}

func (c *stepping) Done() <-chan struct{} {
	c.steps.Step()
	return c.Context.Done()
}

func (c *stepping) Err() error {
	c.steps.Step()
	return c.Context.Err()
}
