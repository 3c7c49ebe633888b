// Package fn_unseen: contexts of errgroups that are misused, unseen.
package fn_unseen

import (
	"context"
	"database/sql"

	"golang.org/x/sync/errgroup"
)

// looksAfterwards always returns "context canceled": Err is no call that gives
// up, but there is nothing else that it could say here.
func looksAfterwards(ctx context.Context, a *sql.DB) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.PingContext(ctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// mixed: one task uses the wrong context, and is not stopped.
func mixed(ctx context.Context, a, b *sql.DB) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.PingContext(gctx) })
	g.Go(func() error { return b.PingContext(ctx) })
	return g.Wait()
}

// named: the task is not a literal.
func named(ctx context.Context, as []*sql.DB) error {
	g, _ := errgroup.WithContext(ctx)
	for _, a := range as {
		g.Go(task(ctx, a))
	}
	return g.Wait()
}

func task(ctx context.Context, a *sql.DB) func() error {
	return func() error { return a.PingContext(ctx) }
}
