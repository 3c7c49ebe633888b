package generator

import (
	"bufio"
	"context"
	"io"
	"iter"
	"sync"
)

// Lines is the lines of r, without their ends. A line is read when the loop asks
// for it. An error is the last item, beside an empty line.
func Lines(r io.Reader) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		scanner := bufio.NewScanner(r)
		for scanner.Scan() {
			if !yield(scanner.Text(), nil) {
				return // the loop has ended: yield must not be called again
			}
		}
		if err := scanner.Err(); err != nil {
			yield("", err)
		}
	}
}

// Ahead is seq, produced in a goroutine of its own, up to room items ahead of
// the loop. When ctx ends so does the loop; which of the two it was tells
// ctx.Err. The goroutine has ended when the loop has: seq must not wait for
// anything that neither comes nor ends with ctx.
func Ahead[T any](ctx context.Context, room int, seq iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		ctx, stop := context.WithCancel(ctx)
		items := make(chan T, room)
		var panicked any
		var producer sync.WaitGroup
		producer.Go(func() {
			defer close(items) // last: what stands before it is seen by the loop
			defer func() { panicked = recover() }()
			for v := range seq {
				select {
				case items <- v:
				case <-ctx.Done():
					return
				}
			}
		})
		defer producer.Wait()
		defer stop()

		for v := range items {
			if ctx.Err() != nil || !yield(v) {
				return
			}
		}
		if panicked != nil {
			panic(panicked)
		}
	}
}
