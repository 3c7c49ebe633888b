// Package unused: groups whose context stops nobody.
package unused

import (
	"context"
	"database/sql"

	"golang.org/x/sync/errgroup"
)

func discarded(ctx context.Context, dbs []*sql.DB) error {
	g, _ := errgroup.WithContext(ctx) // want `the context of this errgroup is not used by its tasks, which use ctx: the first error stops none of the others; give them the group's context, or use a plain errgroup.Group`
	for _, db := range dbs {
		g.Go(func() error { return db.PingContext(ctx) })
	}
	return g.Wait()
}

func derivedFromParent(ctx context.Context, a, b *sql.DB) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g, _ := errgroup.WithContext(ctx) // want `which use ctx: the first error`
	g.Go(func() error {
		tx, err := a.BeginTx(context.WithValue(ctx, "k", "v"), nil)
		if err != nil {
			return err
		}
		return tx.Commit()
	})
	g.Go(func() error { return b.PingContext(ctx) })
	return g.Wait()
}

type client interface {
	Get(ctx context.Context, key string) (string, error)
}

func interfaceMethod(ctx context.Context, c client, keys []string) error {
	g, _ := errgroup.WithContext(ctx) // want `which use ctx: the first error`
	g.SetLimit(4)
	for _, k := range keys {
		g.Go(func() error {
			_, err := c.Get(ctx, k)
			return err
		})
	}
	return g.Wait()
}

func nestedLiteral(ctx context.Context, c client, keys []string) error {
	g, _ := errgroup.WithContext(ctx) // want `which use ctx: the first error`
	for _, k := range keys {
		g.TryGo(func() error {
			get := func() (string, error) { return c.Get(ctx, k) }
			_, err := get()
			return err
		})
	}
	return g.Wait()
}
