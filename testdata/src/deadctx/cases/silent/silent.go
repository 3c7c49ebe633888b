// Package silent: contexts that may be alive, and calls that do not give up.
package silent

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/http"
	"os/exec"
	"time"

	"github.com/asynclint/asynclint/testdata/src/deadctx/cases/lib"
)

func detached(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	return srv.Shutdown(grace)
}

func fresh(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	grace, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return srv.Shutdown(grace)
}

func another(ctx, base context.Context, srv *http.Server) error {
	<-ctx.Done()
	return srv.Shutdown(base)
}

func parent(ctx context.Context, db *sql.DB) error {
	sub, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	<-sub.Done()
	return db.PingContext(ctx)
}

func parentHasErr(ctx context.Context, db *sql.DB) error {
	sub, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if ctx.Err() != nil {
		return db.PingContext(sub)
	}
	return nil
}

func detach(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

func byFunction(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	return srv.Shutdown(detach(ctx))
}

func values(ctx context.Context) error {
	<-ctx.Done()
	slog.InfoContext(ctx, "done", "cause", context.Cause(ctx), "user", lib.Of(ctx))
	return ctx.Err()
}

func reason(ctx context.Context) error {
	<-ctx.Done()
	return lib.Reason(ctx)
}

func inGoroutine(ctx context.Context, c chan int) {
	go func() {
		select {
		case <-c:
		case <-ctx.Done():
		}
	}()
}

func callsInGoroutine(ctx context.Context, c chan int) {
	<-ctx.Done()
	inGoroutine(ctx, c)
}

func waits(ctx context.Context) { <-ctx.Done() }

func callsWaits(ctx context.Context) {
	<-ctx.Done()
	waits(ctx)
}

func onSomePath(ctx context.Context, db *sql.DB, wait bool) {
	if wait {
		<-ctx.Done()
	}
	db.PingContext(ctx)
}

func otherCase(ctx context.Context, db *sql.DB, c chan int) {
	select {
	case <-ctx.Done():
	case <-c:
	}
	db.PingContext(ctx)
}

func otherCaseBody(ctx context.Context, db *sql.DB, c chan int) {
	select {
	case <-ctx.Done():
		return
	case <-c:
		db.PingContext(ctx)
	}
	db.PingContext(ctx)
}

func errNil(ctx context.Context, db *sql.DB) {
	if err := ctx.Err(); err == nil {
		db.PingContext(ctx)
	}
}

func errOr(ctx context.Context, db *sql.DB, err error) {
	if err != nil || ctx.Err() != nil {
		db.PingContext(ctx)
	}
}

func errIs(ctx context.Context, db *sql.DB, err error) {
	if errors.Is(err, context.Canceled) {
		db.PingContext(ctx) // err may be about another context
	}
}

func before(ctx context.Context, db *sql.DB) {
	defer db.PingContext(ctx) // maybe ctx never ends
	cleanup := func() { db.PingContext(ctx) }
	defer cleanup()
	select {
	case <-ctx.Done():
	case <-time.After(time.Second):
	}
}

func reap(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "sleep", "60")
	if err := cmd.Start(); err != nil {
		return err
	}
	<-ctx.Done()
	return cmd.Wait() // killed by now
}

func deferredCancel(parent context.Context, db *sql.DB) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	db.PingContext(ctx)
}

func cancelOnSomePath(parent context.Context, db *sql.DB, stop bool) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	if stop {
		cancel()
	}
	db.PingContext(ctx)
}

func cancelOther(parent context.Context, db *sql.DB) {
	_, cancel := context.WithCancel(parent)
	ctx, cancel2 := context.WithCancel(parent)
	cancel()
	db.PingContext(ctx)
	cancel2()
}

func methodExpression(r *http.Request, client *http.Client) error {
	<-r.Context().Done()
	again := (*http.Request).WithContext(r, context.Background())
	_, err := client.Do(again)
	return err
}

func ignored(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	return srv.Shutdown(ctx) //asynclint:ignore deadctx only closes the listeners
}
