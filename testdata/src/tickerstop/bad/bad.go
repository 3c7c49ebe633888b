//go:build go1.22

package tickerstop

import (
	"context"
	"time"
)

// Wait calls ready now and then until it is true or ctx is done.
func Wait(ctx context.Context, every time.Duration, ready func() bool) error {
	ticker := time.NewTicker(every) // want `ticker is never stopped, and tickerstop.Wait returns: before Go 1.23 it ticks for ever and is never collected; defer its Stop`
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
func Collect[T any](in <-chan T, quiet time.Duration, add func(T), flush func()) {
	for {
		select {
		case v, ok := <-in:
			if !ok {
				flush()
				return
			}
			add(v)
		case <-time.After(quiet): // want `time.After in a loop: each round in which another case wins leaves a timer behind until it fires, however long that is \(before Go 1.23\); make one time.NewTimer before the loop, Reset it and defer its Stop`
			flush()
		}
	}
}
