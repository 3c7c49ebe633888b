//go:build go1.22

package tickerstop

import (
	"context"
	"time"
)

// Wait calls ready now and then until it is true or ctx is done.
//
// The ticker is stopped on every way out, by a defer right where it is made:
// before Go 1.23 that is the only thing that ends it.
func Wait(ctx context.Context, every time.Duration, ready func() bool) error {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for !ready() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
	return nil
}

// Collect calls add with what comes in, and flush when nothing came for a
// while. It returns when in is closed.
//
// One timer serves all rounds. Before Go 1.23 its channel may still hold a
// value from before it is set anew, so that is taken out first, without
// waiting for it: the value may just as well have been received.
func Collect[T any](in <-chan T, quiet time.Duration, add func(T), flush func()) {
	timer := time.NewTimer(quiet)
	defer timer.Stop()
	for {
		select {
		case v, ok := <-in:
			if !ok {
				flush()
				return
			}
			add(v)
		case <-timer.C:
			flush()
		}
		if !timer.Stop() {
			select {
			case <-timer.C:
			default:
			}
		}
		timer.Reset(quiet)
	}
}
