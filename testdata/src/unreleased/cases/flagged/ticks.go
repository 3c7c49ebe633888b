package flagged

import (
	"context"
	"time"
)

// A ticker ticks again and again.
func again(ctx context.Context, t *time.Ticker, start func(context.Context)) {
	for {
		select {
		case <-t.C:
			round, cancel := context.WithCancel(ctx)
			defer cancel() // want `this deferred call runs when the function returns, not when the round of the loop ends`
			go start(round)
		case <-ctx.Done():
			return
		}
	}
}
