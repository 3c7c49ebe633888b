package cpuio

import (
	"context"
	"iter"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// Compute calls f for each input, for as many at a time as the scheduler has
// processors. It is for an f that computes.
func Compute[T any](ctx context.Context, inputs iter.Seq[T], f func(context.Context, T) error) error {
	return each(ctx, runtime.GOMAXPROCS(0), inputs, f)
}

// Wait calls f for each input, for capacity of them at a time. It is for an f
// that waits for something else, which can serve so many at a time.
func Wait[T any](ctx context.Context, capacity int, inputs iter.Seq[T], f func(context.Context, T) error) error {
	return each(ctx, capacity, inputs, f)
}

// each calls f for each input, n at a time, until the first error.
func each[T any](ctx context.Context, n int, inputs iter.Seq[T], f func(context.Context, T) error) error {
	ctx, cancel := context.WithCancel(ctx)
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(n)
	defer g.Wait() // when inputs panics, too
	defer cancel()
	for v := range inputs {
		g.Go(func() error { // waits for a slot: nothing runs ahead of the tasks
			if gctx.Err() != nil {
				return context.Cause(gctx)
			}
			return f(gctx, v)
		})
		if gctx.Err() != nil {
			break
		}
	}
	cause := context.Cause(gctx) // before Wait, which ends gctx in any case
	if err := g.Wait(); err != nil {
		return err
	}
	return cause
}
