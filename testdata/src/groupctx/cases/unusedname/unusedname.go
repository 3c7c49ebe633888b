// Package unusedname: the context of the group has a name, and only that.
package unusedname

import (
	"context"
	"database/sql"

	"golang.org/x/sync/errgroup"
)

func onlyNamed(ctx context.Context, a, b *sql.DB) error {
	g, gctx := errgroup.WithContext(ctx) // want `the context of this errgroup is not used`
	_ = gctx
	g.Go(func() error { return a.PingContext(ctx) })
	g.Go(func() error { return b.PingContext(ctx) })
	return g.Wait()
}

func onlyAfterwards(ctx context.Context, a, b *sql.DB) error {
	g, gctx := errgroup.WithContext(ctx) // want `the context of this errgroup is not used`
	g.Go(func() error { return a.PingContext(ctx) })
	g.Go(func() error { return b.PingContext(ctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	return b.PingContext(gctx) // want `gctx is the context of an errgroup`
}
