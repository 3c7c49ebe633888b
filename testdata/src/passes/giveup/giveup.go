// Package giveup: which functions return early once which context is done.
package giveup

import (
	"context"
	"database/sql"
	"net/http"
	"os/exec"
	"sync"
	"time"

	"github.com/asynclint/asynclint/testdata/src/passes/giveuplib"
)

// Directly.

func table(ctx context.Context, db *sql.DB) { // want table:"giveup\\(p0\\)"
	db.PingContext(ctx)
}

func derived(ctx context.Context, db *sql.DB) { // want derived:"giveup\\(p0\\)"
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	db.PingContext(context.WithValue(ctx, "k", "v"))
}

func captured(ctx context.Context, db *sql.DB) { // want captured:"giveup\\(p0\\)"
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	defer func() { db.PingContext(ctx) }()
}

func perhapsDerived(ctx context.Context, limit time.Duration, db *sql.DB) { // want perhapsDerived:"giveup\\(p0\\)"
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	db.PingContext(ctx)
}

func withRequest(ctx context.Context, url string) { // want withRequest:"giveup\\(p0\\)"
	req, _ := http.NewRequestWithContext(ctx, "GET", url, nil)
	http.DefaultClient.Do(req)
}

func itsRequest(r *http.Request) { // want itsRequest:"giveup\\(p0.Context\\(\\)\\)"
	http.DefaultClient.Do(r)
}

func contextOfRequest(r *http.Request, db *sql.DB) { // want contextOfRequest:"giveup\\(p0.Context\\(\\)\\)"
	db.PingContext(r.Context())
}

func command(ctx context.Context) { // want command:"giveup\\(p0\\)"
	exec.CommandContext(ctx, "true").Run()
}

func selects(ctx context.Context, c chan int) { // want selects:"giveup\\(p0\\)"
	done := ctx.Done()
	for {
		select {
		case c <- 1:
		case <-done:
			return
		}
	}
}

// Through calls.

func calls(ctx context.Context, db *sql.DB) { // want calls:"giveup\\(p0\\)"
	derived(ctx, db)
}

func callsDerived(ctx context.Context, db *sql.DB) { // want callsDerived:"giveup\\(p0\\)"
	sub, cancel := context.WithCancel(ctx)
	defer cancel()
	table(sub, db)
}

func callsWithRequest(ctx context.Context, r *http.Request) { // want callsWithRequest:"giveup\\(p0\\)"
	itsRequest(r.WithContext(ctx))
}

func defers(ctx context.Context, db *sql.DB) { // want defers:"giveup\\(p0\\)"
	defer table(ctx, db)
}

func once(ctx context.Context, o *sync.Once, db *sql.DB) { // want once:"giveup\\(p0\\)"
	o.Do(func() { table(ctx, db) })
}

func local(ctx context.Context, db *sql.DB) { // want local:"giveup\\(p0\\)"
	ping := func(c context.Context) { table(c, db) }
	ping(ctx)
}

func even(ctx context.Context, n int, c chan int) { // want even:"giveup\\(p0\\)"
	if n > 0 {
		odd(ctx, n-1, c)
	}
}

func odd(ctx context.Context, n int, c chan int) { // want odd:"giveup\\(p0\\)"
	selects(ctx, c)
	even(ctx, n-1, c)
}

func imported(ctx context.Context, c chan int) { // want imported:"giveup\\(p0\\)"
	giveuplib.Wait(ctx, c)
}

func importedGeneric(ctx context.Context, c chan string) { // want importedGeneric:"giveup\\(p0\\)"
	giveuplib.Of(c, ctx)
}

type server struct {
	ctx    context.Context
	client giveuplib.Client
}

func (s *server) field(c chan int) { // want field:"giveup\\(p0.ctx\\)"
	selects(s.ctx, c)
}

func (s *server) below(c chan int) { // want below:"giveup\\(p0.client.ctx\\)"
	s.client.Recv(c)
}

// Not giving up.

func looks(ctx context.Context) error {
	select {
	case <-ctx.Done():
	default:
	}
	return ctx.Err()
}

func waits(ctx context.Context) { <-ctx.Done() }

func goes(ctx context.Context, c chan int) {
	go selects(ctx, c)
	go func() { selects(ctx, c) }()
}

func detached(ctx context.Context, db *sql.DB) {
	db.PingContext(context.WithoutCancel(ctx))
}

func fresh(_ context.Context, db *sql.DB) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	db.PingContext(ctx)
}

func perhapsFresh(ctx context.Context, db *sql.DB) {
	if ctx == nil {
		ctx = context.Background()
	}
	db.PingContext(ctx)
}

func reassigned(ctx context.Context, db *sql.DB) {
	ctx = context.Background()
	func() { db.PingContext(ctx) }()
}

func unknown(ctx context.Context, f func(context.Context)) { f(ctx) } // want unknown:`run\(p1\)`

func forLater(ctx context.Context, db *sql.DB) func() {
	return func() { db.PingContext(ctx) }
}
