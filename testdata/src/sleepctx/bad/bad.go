// Package sleepctx retries what fails for a while.
package sleepctx

import (
	"context"
	"fmt"
	"time"
)

// A Retrier calls something until it succeeds.
type Retrier struct {
	Attempts int           // at most so many
	Backoff  time.Duration // before the second attempt, and twice as long before each one after
}

// Do calls op until it succeeds, ctx is done or there are no attempts left.
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
		time.Sleep(backoff) // want `time\.Sleep\(backoff\) in this loop ignores ctx: cancellation waits up to backoff; select on ctx\.Done\(\) and time\.After`
		backoff *= 2
	}
}
