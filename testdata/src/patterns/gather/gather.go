package gather

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// Each calls f for every input, at most limit of them at a time, and returns the
// results in the order of the inputs. It stops at the first error and returns
// that, when all tasks that had begun have ended.
func Each[In, Out any](ctx context.Context, limit int, inputs []In, f func(context.Context, In) (Out, error)) ([]Out, error) {
	results := make([]Out, len(inputs))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(limit)
	for i, in := range inputs {
		if gctx.Err() != nil {
			break
		}
		g.Go(func() (err error) {
			if gctx.Err() != nil { // since Go began to wait for a slot
				return context.Cause(gctx)
			}
			results[i], err = f(gctx, in)
			return err
		})
	}
	cause := context.Cause(gctx) // before Wait, which ends gctx in any case
	if err := g.Wait(); err != nil {
		return nil, err
	}
	if cause != nil {
		return nil, cause // some were not even begun
	}
	return results, nil
}
