// Package detached has calls with and without a context that somebody can end.
package detached

import (
	"context"
	"database/sql"
	"time"
)

func plain(ctx context.Context, db *sql.DB) {
	_ = db.PingContext(context.Background()) // want "detached, has ctx"
	_ = db.PingContext(ctx)
	_ = db.PingContext(context.WithoutCancel(ctx))
}

func bounded(db *sql.DB) {
	ctx, cancel := context.WithTimeout(context.TODO(), time.Second)
	defer cancel()
	_ = db.PingContext(ctx) // want "detached, bounded$"
}

func around(ctx context.Context, db *sql.DB) {
	go func() {
		_ = ctx.Err()
		_ = db.PingContext(context.Background()) // want "detached$"
	}()
}

type owner struct{ ctx context.Context }

func newOwner(ctx context.Context) *owner { return &owner{ctx} }

func (o *owner) set(ctx context.Context) { o.ctx = ctx }

func (o *owner) ping(db *sql.DB) {
	_ = db.PingContext(context.Background()) // want "detached, its o.ctx"
}
