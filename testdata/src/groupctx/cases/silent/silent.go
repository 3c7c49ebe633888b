// Package silent: groups and contexts with which nothing is wrong, or nothing
// that can be told.
package silent

import (
	"context"
	"database/sql"
	"log/slog"

	"golang.org/x/sync/errgroup"
)

func inTasks(ctx context.Context, a, b *sql.DB) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.PingContext(ctx) })
	g.Go(func() error { return b.PingContext(ctx) })
	return g.Wait()
}

func parentAfterwards(ctx context.Context, a *sql.DB) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.PingContext(gctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	return a.PingContext(ctx)
}

func valuesAfterwards(ctx context.Context, a *sql.DB) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.PingContext(ctx) })
	err := g.Wait()
	slog.InfoContext(ctx, "done", "err", err, "cause", context.Cause(ctx))
	return err
}

func detachedAfterwards(ctx context.Context, a *sql.DB) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.PingContext(ctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	return a.PingContext(context.WithoutCancel(ctx))
}

func waitInGoroutine(ctx context.Context, a *sql.DB) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.PingContext(ctx) })
	go g.Wait()
	done := make(chan error, 1)
	go func() { done <- g.Wait() }()
	return a.PingContext(ctx)
}

func waitOnSomePath(ctx context.Context, a *sql.DB, wait bool) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.PingContext(ctx) })
	if wait {
		g.Wait()
	}
	return a.PingContext(ctx)
}

func deferredWait(ctx context.Context, a *sql.DB) error {
	g, ctx := errgroup.WithContext(ctx)
	defer g.Wait()
	g.Go(func() error { return a.PingContext(ctx) })
	return a.PingContext(ctx)
}

func waitOfAnother(ctx context.Context, a *sql.DB) error {
	g, gctx := errgroup.WithContext(ctx)
	h, hctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.PingContext(gctx) })
	h.Go(func() error { return a.PingContext(hctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	if err := a.PingContext(hctx); err != nil {
		return err
	}
	return h.Wait()
}

func plainGroup(ctx context.Context, a *sql.DB) error {
	var g errgroup.Group
	g.Go(func() error { return a.PingContext(ctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	return a.PingContext(ctx)
}

func nextRound(ctx context.Context, a *sql.DB) error {
	for {
		g, gctx := errgroup.WithContext(ctx)
		g.Go(func() error { return a.PingContext(gctx) })
		if err := g.Wait(); err != nil {
			return err
		}
	}
}

func newGroup(ctx context.Context, a *sql.DB) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.PingContext(gctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	g, gctx = errgroup.WithContext(ctx)
	g.Go(func() error { return a.PingContext(gctx) })
	return g.Wait()
}

func noContexts(ctx context.Context, fs ...func() error) error {
	g, _ := errgroup.WithContext(ctx)
	for _, f := range fs {
		g.Go(f)
		g.Go(func() error { return f() })
	}
	return g.Wait()
}

func oneTask(ctx context.Context, a *sql.DB) error {
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error { return a.PingContext(ctx) })
	return g.Wait()
}

func onlyValues(ctx context.Context, n int) error {
	g, _ := errgroup.WithContext(ctx)
	for range n {
		g.Go(func() error {
			slog.InfoContext(ctx, "task", "v", ctx.Value("v"))
			return nil
		})
	}
	return g.Wait()
}

func inLoop(ctx context.Context, dbs <-chan *sql.DB) error {
	g, gctx := errgroup.WithContext(ctx)
	for {
		select {
		case db := <-dbs:
			g.Go(func() error { return db.PingContext(ctx) })
			continue
		case <-gctx.Done():
		}
		return g.Wait()
	}
}

func passedOn(ctx context.Context, a, b *sql.DB) error {
	g, _ := errgroup.WithContext(ctx)
	add(g, ctx, a)
	g.Go(func() error { return b.PingContext(ctx) })
	g.Go(func() error { return a.PingContext(ctx) })
	return g.Wait()
}

func add(g *errgroup.Group, ctx context.Context, a *sql.DB) {
	g.Go(func() error { return a.PingContext(ctx) })
}

func returned(ctx context.Context, a, b *sql.DB) *errgroup.Group {
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error { return b.PingContext(ctx) })
	g.Go(func() error { return a.PingContext(ctx) })
	return g
}

type pool struct {
	g   *errgroup.Group
	ctx context.Context
}

func stored(ctx context.Context, a, b *sql.DB) *pool {
	p := new(pool)
	p.g, p.ctx = errgroup.WithContext(ctx)
	p.g.Go(func() error { return b.PingContext(ctx) })
	p.g.Go(func() error { return a.PingContext(ctx) })
	return p
}

func bound(ctx context.Context, a, b *sql.DB) error {
	g, gctx := errgroup.WithContext(ctx)
	conn, err := a.Conn(gctx)
	if err != nil {
		return err
	}
	g.Go(func() error { return conn.PingContext(ctx) })
	g.Go(func() error { return b.PingContext(ctx) })
	return g.Wait()
}

func derivedInTasks(ctx context.Context, a, b *sql.DB) error {
	g, gctx := errgroup.WithContext(ctx)
	sub := context.WithValue(gctx, "k", "v")
	g.Go(func() error { return a.PingContext(sub) })
	g.Go(func() error { return b.PingContext(sub) })
	return g.Wait()
}

func stopsByHand(ctx context.Context, a, b *sql.DB) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer cancel()
		return a.PingContext(ctx)
	})
	g.Go(func() error { return b.PingContext(ctx) })
	return g.Wait()
}

func stopsElsewhere(ctx context.Context, a, b *sql.DB, onError func(func())) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	onError(cancel)
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error { return a.PingContext(ctx) })
	g.Go(func() error { return b.PingContext(ctx) })
	return g.Wait()
}

func ignored(ctx context.Context, a, b *sql.DB) error {
	//asynclint:ignore groupctx every upload counts
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error { return a.PingContext(ctx) })
	g.Go(func() error { return b.PingContext(ctx) })
	return g.Wait()
}
