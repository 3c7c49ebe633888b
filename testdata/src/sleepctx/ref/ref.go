// Package sleepctx retries what fails for a while.
package sleepctx

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A Retrier calls something until it succeeds.
type Retrier struct {
	Attempts int           // at most so many
	Backoff  time.Duration // before the second attempt, and twice as long before each one after
}

// Do calls op until it succeeds, ctx is done or there are no attempts left.
// When ctx is done it returns at once, also from the wait between two
// attempts; the error then says both why it stopped and what had failed.
func (r Retrier) Do(ctx context.Context, op func(context.Context) error) error {
	backoff := r.Backoff
	for attempt := 1; ; attempt++ {
		err := op(ctx)
		if err == nil {
			return nil
		}
		if attempt == r.Attempts {
			return fmt.Errorf("gave up after %d attempts: %w", attempt, err)
		}
		if done := sleep(ctx, backoff); done != nil {
			return errors.Join(done, err)
		}
		backoff *= 2
	}
}

// sleep is time.Sleep that ends with ctx, and then returns its cause.
//
// Since Go 1.23 an abandoned time.After costs nothing; before, use a
// time.NewTimer and stop it.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}
