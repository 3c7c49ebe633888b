// Package latename: the context of the group has a name of its own.
package latename

import (
	"context"
	"database/sql"

	"golang.org/x/sync/errgroup"
)

func wrongOne(ctx context.Context, db *sql.DB) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return db.PingContext(gctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	return db.PingContext(gctx) // want `gctx is the context of an errgroup`
}

func wrapped(ctx context.Context, db *sql.DB) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return db.PingContext(gctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	done, cancel := context.WithCancel(gctx)
	defer cancel()
	return db.PingContext(done) // want `done derives from gctx, which is the context of an errgroup`
}

// noName: the parent has no name here, so there is no fix.
func noName(db *sql.DB) error {
	g, gctx := errgroup.WithContext(context.Background())
	g.Go(func() error { return db.PingContext(gctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	return db.PingContext(gctx) // want `gctx is the context of an errgroup`
}

// hidden: ctx is something else where the call is.
func hidden(ctx context.Context, db *sql.DB) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return db.PingContext(gctx) })
	if ctx := g.Wait(); ctx != nil {
		return db.PingContext(gctx) // want `gctx is the context of an errgroup`
	}
	return nil
}
