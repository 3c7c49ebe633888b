// Package literals: function literals that are made when the context has ended.
package literals

import (
	"context"
	"database/sql"
	"net/http"
	"sync"
)

func goroutine(ctx context.Context, srv *http.Server) {
	go func() {
		<-ctx.Done()
		srv.Shutdown(ctx) // want `srv.Shutdown gives up`
	}()
}

func startedAfter(ctx context.Context, dbs []*sql.DB) {
	<-ctx.Done()
	var wg sync.WaitGroup
	for _, db := range dbs {
		wg.Go(func() {
			db.PingContext(ctx) // want `db.PingContext gives up`
		})
	}
	wg.Wait()
}

func deferredAfter(ctx context.Context, db *sql.DB) {
	<-ctx.Done()
	defer func() {
		db.PingContext(ctx) // want `db.PingContext gives up`
	}()
}

func deferredCall(ctx context.Context, db *sql.DB) {
	<-ctx.Done()
	defer db.PingContext(ctx) // want `db.PingContext gives up`
}

func goCall(ctx context.Context, db *sql.DB) {
	<-ctx.Done()
	go db.PingContext(ctx) // want `db.PingContext gives up`
}

func stored(ctx context.Context, db *sql.DB) func() {
	<-ctx.Done()
	return func() {
		func() {
			db.PingContext(ctx) // want `db.PingContext gives up`
		}()
	}
}

func called(ctx context.Context, db *sql.DB) {
	<-ctx.Done()
	func(ctx context.Context) { // want `the function literal gives up at once: ctx is already done`
		db.PingContext(ctx)
	}(ctx)
}
