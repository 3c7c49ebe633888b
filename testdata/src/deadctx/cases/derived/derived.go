// Package derived: contexts, requests and commands made from one that ended.
package derived

import (
	"context"
	"database/sql"
	"net/http"
	"os/exec"
	"time"
)

type key struct{}

func timeoutAfter(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	grace, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return srv.Shutdown(grace) // want `srv.Shutdown gives up at once: grace derives from ctx, which is already done here \(received from ctx.Done\(\)\); derive it from context.WithoutCancel\(ctx\)`
}

func timeoutBefore(ctx context.Context, srv *http.Server) error {
	grace, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	<-ctx.Done()
	return srv.Shutdown(grace) // want `grace derives from ctx`
}

func inline(ctx context.Context, db *sql.DB) {
	<-ctx.Done()
	db.PingContext(context.WithValue(ctx, key{}, 1)) // want `its context derives from ctx`
}

func several(ctx context.Context, db *sql.DB) {
	a := context.WithValue(ctx, key{}, 1)
	b, cancel := context.WithCancel(a)
	defer cancel()
	<-ctx.Done()
	db.PingContext(b) // want `b derives from ctx`
}

func maybe(ctx context.Context, db *sql.DB, limit time.Duration) {
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	<-ctx.Done()
	db.PingContext(ctx) // want `ctx is already done`
}

func maybeLater(ctx context.Context, db *sql.DB, limit time.Duration) {
	<-ctx.Done()
	sub := ctx
	if limit > 0 {
		var cancel context.CancelFunc
		sub, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	db.PingContext(sub) // want `sub derives from a context that is already done here \(received from its Done\(\)\)`
}

func request(ctx context.Context, client *http.Client, url string) error {
	<-ctx.Done()
	req, err := http.NewRequestWithContext(ctx, http.MethodDelete, url, nil)
	if err != nil {
		return err
	}
	_, err = client.Do(req) // want `client.Do gives up at once: req derives from ctx`
	return err
}

func requestBefore(ctx context.Context, client *http.Client, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodDelete, url, nil)
	if err != nil {
		return err
	}
	<-ctx.Done()
	_, err = client.Do(req) // want `client.Do gives up at once: req derives from ctx`
	return err
}

func requestItself(r *http.Request, client *http.Client) {
	<-r.Context().Done()
	client.Do(r) // want `client.Do gives up at once: r is already done`
}

func command(ctx context.Context) error {
	<-ctx.Done()
	return exec.CommandContext(ctx, "umount", "/mnt").Run() // want `Run gives up at once: .* derives from ctx`
}

func commandVariable(ctx context.Context) error {
	<-ctx.Done()
	cmd := exec.CommandContext(ctx, "umount", "/mnt")
	return cmd.Run() // want `cmd.Run gives up at once: cmd derives from ctx`
}
