package deadline

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Call calls f with a context that ends after d, at the latest. It is for an f
// that obeys its context, which is what one should have: it stays with the
// caller, and there is nothing to leave behind.
func Call[T any](ctx context.Context, d time.Duration, f func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, d, fmt.Errorf("not done within %v: %w", d, context.DeadlineExceeded))
	defer cancel()
	v, err := f(ctx)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		err = context.Cause(ctx) // which says whose time was up
	}
	return v, err
}

// Abandon calls f and waits for it until ctx is done or d is over. It is for an f
// that cannot be told to end: when the wait is over f goes on, in a goroutine
// that ends when f does, and what it returns is dropped. Who calls it often
// should bound how many may be on their way, with a semaphore.
func Abandon[T any](ctx context.Context, d time.Duration, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
		panic any
	}
	done := make(chan result, 1) // room, so that a late result needs no receiver
	go func() {
		r := result{err: errors.New("the operation ended its goroutine")} // unless it returns
		defer func() {
			r.panic = recover()
			done <- r
		}()
		r.value, r.err = f()
	}()

	ctx, cancel := context.WithTimeoutCause(ctx, d, fmt.Errorf("not done within %v: %w", d, context.DeadlineExceeded))
	defer cancel()
	var r result
	select {
	case r = <-done:
	case <-ctx.Done():
		select {
		case r = <-done: // both are ready: the work was done
		default:
			return r.value, context.Cause(ctx)
		}
	}
	if r.panic != nil {
		panic(r.panic)
	}
	return r.value, r.err
}
