// Package loops sends in loops that listen to something.
package loops

import (
	"context"
	"errors"
	"time"
)

// Polls looks at the context only before each send.
func Polls(ctx context.Context, next func() int) <-chan int {
	out := make(chan int)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			default:
			}
			out <- next() // want `send on out in a loop that ends with <-ctx.Done\(\)`
		}
	}()
	return out
}

// Tests does so by Err.
func Tests(ctx context.Context, out chan<- int) error {
	for i := 0; ; i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		out <- i // want `send on out in a loop that ends with <-ctx.Done\(\): once the receiver is gone`
	}
}

// While does so in its head.
func While(ctx context.Context, out chan<- int) {
	for ctx.Err() == nil {
		out <- 1 // want `send on out in a loop that ends with <-ctx.Done\(\)`
	}
}

// Ranges has the send in a range.
func Ranges(ctx context.Context, in []int, out chan<- int) error {
	for _, v := range in {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
		out <- v // want `send on out`
	}
	return nil
}

// Events is an event loop with a stop channel.
func Events(stop <-chan struct{}, in <-chan string, out chan<- error) {
	for {
		select {
		case s := <-in:
			if s == "" {
				out <- errors.New("empty") // want `send on out in a loop that ends with <-stop`
			}
		case <-stop:
			return
		}
	}
}

// Closure sends in a literal that the loop calls.
func Closure(ctx context.Context, ticks <-chan time.Time) <-chan time.Time {
	out := make(chan time.Time)
	tell := func(t time.Time) {
		out <- t // want `send on out in a call from a loop that ends with <-ctx.Done\(\)`
	}
	go func() {
		for {
			select {
			case t := <-ticks:
				tell(t)
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// Passed has the send in another function.
func Passed(ctx context.Context, in <-chan int, out chan<- int) {
	for {
		select {
		case v := <-in:
			put(out, v)
		case <-ctx.Done():
			return
		}
	}
}

func put(out chan<- int, v int) {
	out <- v // want `send on out in a call from a loop that ends with <-ctx.Done\(\)`
}

// Generic is one for all types.
func Generic[T any](ctx context.Context, in <-chan T, out chan<- T) {
	for {
		select {
		case v := <-in:
			out <- v // want `send on out`
		case <-ctx.Done():
			return
		}
	}
}

// Labelled leaves by a label.
func Labelled(ctx context.Context, in <-chan int, out chan<- int) {
loop:
	for {
		select {
		case v := <-in:
			out <- v // want `send on out`
		case <-ctx.Done():
			break loop
		}
	}
}

// Feed gives its channel out.
type Feed struct {
	events chan int
	quit   chan struct{}
}

// NewFeed makes one.
func NewFeed() *Feed { return &Feed{events: make(chan int, 16), quit: make(chan struct{})} }

// Events is what there is to receive.
func (f *Feed) Events() <-chan int { return f.events }

// Close ends it.
func (f *Feed) Close() { close(f.quit) }

// Run feeds it.
func (f *Feed) Run(next <-chan int) {
	for {
		select {
		case v := <-next:
			f.events <- v // want `send on f.events in a loop that ends with <-f.quit`
		case <-f.quit:
			return
		}
	}
}
