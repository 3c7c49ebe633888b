package pipeline

import (
	"context"
	"errors"
	"iter"
	"sync"

	"golang.org/x/sync/errgroup"
)

// ErrStop ends a pipeline without an error: the last stage returns it when it has
// enough.
var ErrStop = errors.New("stop")

// A Pipeline owns the goroutines of its stages.
type Pipeline struct {
	group *errgroup.Group
	ctx   context.Context // of all stages; ends with the first error
}

// New returns a pipeline without stages.
func New(ctx context.Context) *Pipeline {
	g, ctx := errgroup.WithContext(ctx)
	return &Pipeline{g, ctx}
}

// Wait waits until all stages have ended, and returns the first error.
func (p *Pipeline) Wait() error {
	if err := p.group.Wait(); err != nil && err != ErrStop {
		return err
	}
	return nil
}

// send sends v, unless the pipeline ends first.
func send[T any](p *Pipeline, to chan<- T, v T) error {
	select {
	case to <- v:
		return nil
	case <-p.ctx.Done():
		return context.Cause(p.ctx)
	}
}

// each calls f for what it receives, until there is no more, or an error.
func each[T any](p *Pipeline, from <-chan T, f func(T) error) error {
	for {
		select {
		case v, ok := <-from:
			if !ok {
				return nil
			}
			if err := f(v); err != nil {
				return err
			}
		case <-p.ctx.Done():
			return context.Cause(p.ctx)
		}
	}
}

// Source is the first stage: the items of seq.
func Source[T any](p *Pipeline, seq iter.Seq[T]) <-chan T {
	out := make(chan T)
	p.group.Go(func() error {
		defer close(out)
		for v := range seq {
			if err := send(p, out, v); err != nil {
				return err
			}
		}
		return nil
	})
	return out
}

// Unordered calls f for each item, in n goroutines (fan-out), and passes the
// results on as they come (fan-in).
func Unordered[In, Out any](p *Pipeline, n int, in <-chan In, f func(context.Context, In) (Out, error)) <-chan Out {
	out := make(chan Out)
	var workers sync.WaitGroup
	workers.Add(n)
	for range n {
		p.group.Go(func() error {
			defer workers.Done()
			return each(p, in, func(v In) error {
				r, err := f(p.ctx, v)
				if err != nil {
					return err
				}
				return send(p, out, r)
			})
		})
	}
	p.group.Go(func() error {
		workers.Wait()
		close(out)
		return nil
	})
	return out
}

// Ordered calls f for each item, for at most n at a time, and passes the results
// on in the order of the items.
func Ordered[In, Out any](p *Pipeline, n int, in <-chan In, f func(context.Context, In) (Out, error)) <-chan Out {
	out := make(chan Out)
	// One result is waited for at the other end, the others here.
	turns := make(chan chan Out, n-1)
	p.group.Go(func() error {
		defer close(turns)
		return each(p, in, func(v In) error {
			result := make(chan Out, 1) // room, so that the worker can end
			if err := send(p, turns, result); err != nil {
				return err
			}
			p.group.Go(func() error {
				r, err := f(p.ctx, v)
				if err == nil {
					result <- r
				}
				return err
			})
			return nil
		})
	})
	p.group.Go(func() error {
		defer close(out)
		return each(p, turns, func(result chan Out) error {
			select {
			case r := <-result:
				return send(p, out, r)
			case <-p.ctx.Done():
				return context.Cause(p.ctx)
			}
		})
	})
	return out
}

// Merge passes on the items of all sources, as they come (fan-in).
func Merge[T any](p *Pipeline, sources ...<-chan T) <-chan T {
	out := make(chan T)
	var open sync.WaitGroup
	open.Add(len(sources))
	for _, in := range sources {
		p.group.Go(func() error {
			defer open.Done()
			return each(p, in, func(v T) error { return send(p, out, v) })
		})
	}
	p.group.Go(func() error {
		open.Wait()
		close(out)
		return nil
	})
	return out
}

// Sink is the last stage: it calls f for each item, one at a time.
func Sink[T any](p *Pipeline, in <-chan T, f func(context.Context, T) error) {
	p.group.Go(func() error {
		return each(p, in, func(v T) error { return f(p.ctx, v) })
	})
}
