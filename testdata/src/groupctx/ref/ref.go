// Package groupctx runs checks at the same time, and then acts on them.
package groupctx

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// A Check looks at something; it can take long.
type Check func(ctx context.Context) error

// Release runs all checks and, if they pass, sends the version to be deployed.
//
// The context of the group has a name of its own, gctx, and is for the tasks
// of the group alone: it ends when the first task fails or when Wait returns,
// whichever comes first. What follows uses the context it derives from.
func Release(ctx context.Context, version string, deploy chan<- string, checks ...Check) error {
	if err := FirstFailure(ctx, checks...); err != nil {
		return err
	}
	return send(ctx, deploy, version)
}

// FirstFailure runs all checks until one fails. Every task gets the context of
// the group: that is what stops the others when the first fails.
func FirstFailure(ctx context.Context, checks ...Check) error {
	g, gctx := errgroup.WithContext(ctx)
	for _, check := range checks {
		g.Go(func() error { return check(gctx) })
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
