package ratelimit

import (
	"context"
	"sync"
	"time"
)

// A Limiter allows an event each so often, and a few at once after a pause.
type Limiter struct {
	every time.Duration
	burst time.Duration // how far full may be ahead

	mu   sync.Mutex // not held while anybody waits
	full time.Time  // when no event would be owed any more
}

// New returns a limiter for one event each interval, and burst at once, at
// least one.
func New(every time.Duration, burst int) *Limiter {
	return &Limiter{every: every, burst: every * time.Duration(max(burst, 1)-1)}
}

// Allow reports whether an event may happen now, and counts it if so.
func (l *Limiter) Allow() bool {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waitLocked(now) > 0 {
		return false
	}
	l.takeLocked(now)
	return true
}

// Wait waits until an event may happen, and counts it. If ctx ends before, or
// would, there is an error.
func (l *Limiter) Wait(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	wait, place, err := l.queue(ctx)
	if err != nil || wait <= 0 {
		return err
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		l.leave(place)
		return context.Cause(ctx)
	}
}

// queue takes a place, unless its turn would come too late.
func (l *Limiter) queue(ctx context.Context) (wait time.Duration, place time.Time, err error) {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	wait = l.waitLocked(now)
	if end, ok := ctx.Deadline(); ok && now.Add(wait).After(end) {
		return 0, place, context.DeadlineExceeded
	}
	return wait, l.takeLocked(now), nil
}

// leave gives a place back, if it is the last: those who queued up behind it
// have their times already.
func (l *Limiter) leave(place time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.full.Equal(place) {
		l.full = l.full.Add(-l.every)
	}
}

// waitLocked is how long the next event has to wait.
func (l *Limiter) waitLocked(now time.Time) time.Duration {
	return max(l.full.Sub(now), 0) - l.burst // at first, full is the year 1: too long ago for a Duration
}

// takeLocked counts an event.
func (l *Limiter) takeLocked(now time.Time) time.Time {
	if l.full.Before(now) {
		l.full = now
	}
	l.full = l.full.Add(l.every)
	return l.full
}
