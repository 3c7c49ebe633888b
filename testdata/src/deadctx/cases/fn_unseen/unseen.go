// Package fn_unseen: calls that give up at once and are not seen.
package fn_unseen

import (
	"context"
	"database/sql"

	"golang.org/x/sync/errgroup"
)

type flusher interface {
	Flush(ctx context.Context) error
}

func interfaceMethod(ctx context.Context, f flusher) error {
	<-ctx.Done()
	return f.Flush(ctx)
}

func earlierLiteral(ctx context.Context, db *sql.DB) {
	cleanup := func() { db.PingContext(ctx) }
	<-ctx.Done()
	cleanup()
}

func pingAll(ctx context.Context, dbs []*sql.DB) error {
	g, gctx := errgroup.WithContext(ctx)
	for _, db := range dbs {
		g.Go(func() error { return db.PingContext(gctx) })
	}
	return g.Wait()
}

// waitsForTasks: pingAll gives up since its tasks do.
func waitsForTasks(ctx context.Context, dbs []*sql.DB) error {
	<-ctx.Done()
	return pingAll(ctx, dbs)
}

type server struct{ ctx context.Context }

func (s *server) wait(c chan int) {
	select {
	case <-c:
	case <-s.ctx.Done():
	}
}

// inReceiver: the context is not passed, but the callee's own.
func (s *server) inReceiver(c chan int) {
	<-s.ctx.Done()
	s.wait(c)
}

func deferredBelowCancel(parent context.Context, db *sql.DB) {
	ctx, cancel := context.WithCancel(parent)
	defer db.PingContext(ctx) // runs after cancel
	defer cancel()
}
