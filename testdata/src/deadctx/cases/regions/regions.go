// Package regions: all the ways to know that a context has ended.
package regions

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"os/signal"
	"syscall"
)

func receive(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	return srv.Shutdown(ctx) // want `srv.Shutdown gives up at once: ctx is already done here \(received from ctx.Done\(\)\)`
}

func doneVariable(ctx context.Context, srv *http.Server) error {
	done := ctx.Done()
	_, ok := <-done
	_ = ok
	return srv.Shutdown(ctx) // want `received from ctx.Done`
}

func selectCase(ctx context.Context, db *sql.DB, work <-chan string) error {
	for {
		select {
		case w := <-work:
			if _, err := db.ExecContext(ctx, w); err != nil {
				return err
			}
		case <-ctx.Done():
			_, err := db.ExecContext(ctx, "delete from workers") // want `db.ExecContext gives up at once: ctx is already done here`
			return err
		}
	}
}

func selectDefault(ctx context.Context, db *sql.DB) {
	select {
	case <-ctx.Done():
		db.PingContext(ctx) // want `db.PingContext gives up`
	default:
		db.PingContext(ctx)
	}
}

func onlyWayOut(ctx context.Context, db *sql.DB, work <-chan string) {
loop:
	for {
		select {
		case <-work:
		case <-ctx.Done():
			break loop
		}
	}
	db.PingContext(ctx) // want `db.PingContext gives up`
}

func errIsSet(ctx context.Context, db *sql.DB) {
	if ctx.Err() != nil {
		db.PingContext(ctx) // want `ctx is already done here \(ctx.Err\(\) is not nil\)`
	}
}

func errIsNil(ctx context.Context, db *sql.DB) {
	if ctx.Err() == nil {
		return
	}
	db.PingContext(ctx) // want `ctx.Err\(\) is not nil`
}

func errVariable(ctx context.Context, db *sql.DB) error {
	if err := ctx.Err(); err != nil {
		db.PingContext(ctx) // want `ctx.Err\(\) is not nil`
		return err
	}
	return nil
}

func loopUntilErr(ctx context.Context, db *sql.DB) {
	for ctx.Err() == nil {
		db.PingContext(ctx)
	}
	db.PingContext(ctx) // want `ctx.Err\(\) is not nil`
}

func cause(ctx context.Context, db *sql.DB) {
	if context.Cause(ctx) != nil {
		db.PingContext(ctx) // want `ctx.Err\(\) is not nil`
	}
}

func both(ctx context.Context, db *sql.DB, err error) {
	if err != nil && ctx.Err() != nil {
		db.PingContext(ctx) // want `ctx.Err\(\) is not nil`
	}
}

func cancelled(parent context.Context, db *sql.DB) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	db.PingContext(ctx)
	cancel()
	db.PingContext(ctx) // want `db.PingContext gives up at once: ctx is already done here \(cancel was called\)`
	db.PingContext(parent)
}

func stopped(srv *http.Server) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	<-ctx.Done()
	stop()
	srv.Shutdown(ctx) // want `received from ctx.Done`
}

func cancelledWithCause(parent context.Context, db *sql.DB) {
	ctx, cancel := context.WithCancelCause(parent)
	cancel(errors.New("enough"))
	db.PingContext(ctx) // want `cancel was called`
}

func afterFunc(ctx context.Context, srv *http.Server) {
	stop := context.AfterFunc(ctx, func() {
		srv.Shutdown(ctx) // want `ctx is already done here \(context.AfterFunc runs this when it is\)`
	})
	defer stop()
}

type server struct {
	ctx context.Context
	srv *http.Server
}

func newServer(ctx context.Context) *server {
	return &server{ctx: ctx, srv: new(http.Server)}
}

func (s *server) field() {
	<-s.ctx.Done()
	s.srv.Shutdown(s.ctx) // want `s.srv.Shutdown gives up at once: s.ctx is already done here`
}

func requestContext(w http.ResponseWriter, r *http.Request, db *sql.DB) {
	<-r.Context().Done()
	db.PingContext(r.Context()) // want `r.Context\(\) is already done here`
}
