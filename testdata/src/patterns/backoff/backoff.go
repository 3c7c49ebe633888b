package backoff

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// A Backoff tries again.
type Backoff struct {
	Attempts int           // at most so many
	First    time.Duration // the first wait is random, up to this; the next up to twice as long...
	Most     time.Duration // ...but never longer

	Rand func(n int64) int64 // from 0 to n-1; rand.Int64N if nil
}

// Permanent marks an error that makes trying again pointless.
func Permanent(err error) error { return &permanent{err} }

type permanent struct{ error }

// Unwrap returns the error that is permanent.
func (p *permanent) Unwrap() error { return p.error }

// Do calls f until it succeeds, ctx ends, the error is permanent or there are
// no attempts left. The error has the last one of f in it.
func (b Backoff) Do(ctx context.Context, f func(context.Context) error) error {
	random := b.Rand
	if random == nil {
		random = rand.Int64N
	}
	upTo := min(b.First, b.Most)
	for attempt := 1; ; attempt++ {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		err := f(ctx)
		if p := (*permanent)(nil); err == nil || errors.As(err, &p) {
			return err
		}
		if ctx.Err() != nil {
			return errors.Join(context.Cause(ctx), err)
		}
		if attempt >= b.Attempts {
			return fmt.Errorf("gave up after %d attempts: %w", attempt, err)
		}
		if done := wait(ctx, time.Duration(random(int64(upTo)+1))); done != nil {
			return errors.Join(done, err)
		}
		if upTo > b.Most/2 { // in this form it does not overflow
			upTo = b.Most
		} else {
			upTo *= 2
		}
	}
}

// wait waits for d, unless ctx ends before that or is known to.
func wait(ctx context.Context, d time.Duration) error {
	if end, ok := ctx.Deadline(); ok && time.Until(end) < d {
		return context.DeadlineExceeded
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
