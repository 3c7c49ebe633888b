// Package sendnodone is a stage of a pipeline.
package sendnodone

import "context"

// Apply calls f for what comes in and sends the results to the channel that it
// returns, until in is closed or ctx is done.
//
// Whoever stops receiving before the end cancels ctx: then the stage ends,
// wherever it is, and closes its channel. For that each wait has to listen to
// ctx, the send as well as the receive.
func Apply(ctx context.Context, in <-chan int, f func(int) int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for {
			select {
			case v, ok := <-in:
				if !ok {
					return
				}
				select {
				case out <- f(v):
				case <-ctx.Done():
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}
