// Package late: contexts of errgroups that are used after Wait.
package late

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

func shadowed(ctx context.Context, db *sql.DB) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return db.PingContext(ctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	return db.PingContext(ctx) // want `db.PingContext gives up at once: ctx is the context of an errgroup, and ended when g.Wait returned; pass the context that the group was made from`
}

func shadowedInScope(ctx context.Context, dbs []*sql.DB) error {
	for _, db := range dbs {
		g, ctx := errgroup.WithContext(ctx)
		g.Go(func() error { return db.PingContext(ctx) })
		err := g.Wait()
		if err != nil {
			return err
		}
		if err := db.PingContext(ctx); err != nil { // want `ctx is the context of an errgroup`
			return err
		}
	}
	return nil
}

func reassigned(ctx context.Context, db *sql.DB) error {
	var g *errgroup.Group
	g, ctx = errgroup.WithContext(ctx)
	g.Go(func() error { return db.PingContext(ctx) })
	g.Wait()
	return db.PingContext(ctx) // want `ctx is the context of an errgroup`
}

func onError(ctx context.Context, db *sql.DB) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return db.PingContext(ctx) })
	if err := g.Wait(); err != nil {
		_, _ = db.ExecContext(ctx, "insert into errors values (?)", err) // want `db.ExecContext gives up at once`
		return err
	}
	return nil
}

func derived(ctx context.Context, db *sql.DB) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return db.PingContext(ctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	tctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return db.PingContext(tctx) // want `db.PingContext gives up at once: tctx derives from ctx, which is the context of an errgroup, and ended when g.Wait returned`
}

func request(ctx context.Context, client *http.Client, url string) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return nil })
	g.Wait()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	_, err = client.Do(req) // want `client.Do gives up at once: req derives from ctx, which is the context of an errgroup`
	return err
}

func inGoroutine(ctx context.Context, db *sql.DB) {
	go func() {
		g, ctx := errgroup.WithContext(ctx)
		g.Go(func() error { return db.PingContext(ctx) })
		g.Wait()
		db.PingContext(ctx) // want `ctx is the context of an errgroup`
	}()
}

func startedLater(ctx context.Context, db *sql.DB) {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return db.PingContext(ctx) })
	g.Wait()
	go func() {
		db.PingContext(ctx) // want `ctx is the context of an errgroup`
	}()
}

func twoRounds(ctx context.Context, db *sql.DB) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return db.PingContext(ctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	g, ctx = errgroup.WithContext(ctx)
	g.Go(func() error {
		return db.PingContext(ctx) // want `ctx derives from ctx, which is the context of an errgroup`
	})
	return g.Wait()
}

type client interface {
	Get(ctx context.Context, key string) (string, error)
	Log(ctx context.Context, key string)
}

func interfaceMethod(ctx context.Context, c client) (string, error) {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		_, err := c.Get(ctx, "k")
		return err
	})
	if err := g.Wait(); err != nil {
		return "", err
	}
	c.Log(ctx, "done")
	return c.Get(ctx, "v") // want `c.Get cannot do what needs a live context: ctx is the context of an errgroup, and ended when g.Wait returned`
}

func funcValue(ctx context.Context, get func(ctx context.Context) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return get(ctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	return get(ctx) // want `get cannot do what needs a live context`
}
