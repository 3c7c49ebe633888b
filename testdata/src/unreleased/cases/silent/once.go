package silent

import (
	"context"
	"time"
)

// The timer fires once, however often the loop goes round.
func fallback(ctx context.Context, delay time.Duration, start func(context.Context), results <-chan error) error {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			second, cancel := context.WithCancel(ctx)
			defer cancel()
			go start(second)
		case err := <-results:
			if err == nil {
				return nil
			}
		}
	}
}
