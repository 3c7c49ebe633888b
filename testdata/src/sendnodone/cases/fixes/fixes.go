// Package fixes has sends for which there is a fix, and others.
package fixes

import "context"

// Simple returns.
func Simple(ctx context.Context, in <-chan int, out chan<- int) {
	for {
		select {
		case v := <-in:
			out <- v // want `send on out`
		case <-ctx.Done():
			return
		}
	}
}

// Results returns something.
func Results(ctx context.Context, in <-chan int, out chan<- int) (int, error) {
	n := 0
	for {
		select {
		case v := <-in:
			n++
			out <- v // want `send on out`
		case <-ctx.Done():
			return n, ctx.Err()
		}
	}
}

// Shadowed has another ctx where it sends.
func Shadowed(ctx context.Context, in <-chan context.Context, out chan<- int) {
	for {
		select {
		case ctx := <-in:
			out <- ctx.Value(0).(int) // want `send on out`
		case <-ctx.Done():
			return
		}
	}
}

// More does more than to return.
func More(ctx context.Context, in <-chan int, out chan<- int) {
	for {
		select {
		case v := <-in:
			out <- v // want `send on out`
		case <-ctx.Done():
			close(out)
			return
		}
	}
}
