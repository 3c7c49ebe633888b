// Package groupctx runs checks at the same time, and then acts on them.
package groupctx

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// A Check looks at something; it can take long.
type Check func(ctx context.Context) error

// Release runs all checks and, if they pass, sends the version to be deployed.
func Release(ctx context.Context, version string, deploy chan<- string, checks ...Check) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, check := range checks {
		g.Go(func() error { return check(ctx) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return send(ctx, deploy, version) // want `send gives up at once: ctx is the context of an errgroup, and ended when g\.Wait returned; pass the context that the group was made from`
}

// FirstFailure runs all checks until one fails.
func FirstFailure(ctx context.Context, checks ...Check) error {
	g, _ := errgroup.WithContext(ctx) // want `the context of this errgroup is not used by its tasks, which use ctx: the first error stops none of the others; give them the group's context, or use a plain errgroup\.Group`
	for _, check := range checks {
		g.Go(func() error { return check(ctx) })
	}
	return g.Wait()
}

func send(ctx context.Context, to chan<- string, what string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case to <- what:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
