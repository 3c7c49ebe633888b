// Package sendnodone is a stage of a pipeline.
package sendnodone

import "context"

// Apply calls f for what comes in and sends the results to the channel that it
// returns, until in is closed or ctx is done.
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
				out <- f(v) // want `send on out in a loop that ends with <-ctx.Done\(\): once the receiver is gone this goroutine is stuck and does not listen; send in a select with <-ctx.Done\(\)`
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}
