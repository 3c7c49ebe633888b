// Package assigned: variables, fields and package variables that are assigned
// more than once.
package assigned

import (
	"context"
	"database/sql"
	"net/http"
	"os"
	"os/signal"
)

func parameterAgain(ctx context.Context, srv *http.Server) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	down := make(chan error)
	go func() {
		<-ctx.Done()
		down <- srv.Shutdown(ctx) // want `ctx is already done`
	}()
	srv.ListenAndServe()
	return <-down
}

func otherInBetween(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	ctx = context.Background()
	return srv.Shutdown(ctx)
}

func otherCaptured(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	ctx = context.Background()
	func() { srv.Shutdown(ctx) }()
	return srv.Shutdown(ctx)
}

func otherOnOnePath(ctx context.Context, srv *http.Server, detach bool) error {
	<-ctx.Done()
	if detach {
		ctx = context.Background()
	}
	return srv.Shutdown(ctx)
}

func otherByLiteral(ctx context.Context, srv *http.Server) {
	reset := func() { ctx = context.Background() }
	<-ctx.Done()
	reset()
	srv.Shutdown(ctx)
}

func nextRound(ctx context.Context, db *sql.DB, more func() context.Context) {
	for {
		db.PingContext(ctx)
		<-ctx.Done()
		ctx = more()
	}
}

func nextRoundContinue(parent context.Context, db *sql.DB) {
	for {
		ctx, cancel := context.WithCancel(parent)
		db.PingContext(ctx)
		select {
		case <-ctx.Done():
			cancel()
			continue
		default:
		}
		db.PingContext(ctx)
		cancel()
	}
}

type engine struct {
	ctx    context.Context
	cancel context.CancelFunc
	db     *sql.DB
}

func (e *engine) start() {
	e.ctx, e.cancel = context.WithCancel(context.Background())
}

func (e *engine) restarted() {
	<-e.ctx.Done()
	e.start()
	e.db.PingContext(e.ctx)
}

func (e *engine) assignedHere() {
	<-e.ctx.Done()
	e.ctx = context.Background()
	e.db.PingContext(e.ctx)
}

func (e *engine) laterInGoroutine() {
	<-e.ctx.Done()
	go func() { e.db.PingContext(e.ctx) }()
}

func (e *engine) nothingInBetween() {
	<-e.ctx.Done()
	e.db.PingContext(e.ctx) // want `e.ctx is already done`
}

var global = context.Background()

func setGlobal(ctx context.Context) { global = ctx }

func globalAssigned(db *sql.DB) {
	<-global.Done()
	setGlobal(context.Background())
	db.PingContext(global)
}

func elements(all []context.Context, db *sql.DB) {
	for i := range all {
		<-all[i].Done()
		db.PingContext(all[0])
	}
}
