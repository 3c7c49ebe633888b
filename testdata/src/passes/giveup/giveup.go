// want package:"summarised"

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

func Table(ctx context.Context, db *sql.DB) { // want Table:"giveup\\(p0\\)"
	db.PingContext(ctx)
}

func Derived(ctx context.Context, db *sql.DB) { // want Derived:"giveup\\(p0\\)"
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	db.PingContext(context.WithValue(ctx, "k", "v"))
}

func Captured(ctx context.Context, db *sql.DB) { // want Captured:"giveup\\(p0\\)"
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	defer func() { db.PingContext(ctx) }()
}

func PerhapsDerived(ctx context.Context, limit time.Duration, db *sql.DB) { // want PerhapsDerived:"giveup\\(p0\\)"
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	db.PingContext(ctx)
}

func WithRequest(ctx context.Context, url string) { // want WithRequest:"giveup\\(p0\\)"
	req, _ := http.NewRequestWithContext(ctx, "GET", url, nil)
	http.DefaultClient.Do(req)
}

func ItsRequest(r *http.Request) { // want ItsRequest:"giveup\\(p0.Context\\(\\)\\)"
	http.DefaultClient.Do(r)
}

func ContextOfRequest(r *http.Request, db *sql.DB) { // want ContextOfRequest:"giveup\\(p0.Context\\(\\)\\)"
	db.PingContext(r.Context())
}

func Command(ctx context.Context) { // want Command:"giveup\\(p0\\)"
	exec.CommandContext(ctx, "true").Run()
}

func Selects(ctx context.Context, c chan int) { // want Selects:"giveup\\(p0\\)"
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

func Calls(ctx context.Context, db *sql.DB) { // want Calls:"giveup\\(p0\\)"
	Derived(ctx, db)
}

func CallsDerived(ctx context.Context, db *sql.DB) { // want CallsDerived:"giveup\\(p0\\)"
	sub, cancel := context.WithCancel(ctx)
	defer cancel()
	Table(sub, db)
}

func CallsWithRequest(ctx context.Context, r *http.Request) { // want CallsWithRequest:"giveup\\(p0\\)"
	ItsRequest(r.WithContext(ctx))
}

func Defers(ctx context.Context, db *sql.DB) { // want Defers:"giveup\\(p0\\)"
	defer Table(ctx, db)
}

func Once(ctx context.Context, o *sync.Once, db *sql.DB) { // want Once:"giveup\\(p0\\)"
	o.Do(func() { Table(ctx, db) })
}

func Local(ctx context.Context, db *sql.DB) { // want Local:"giveup\\(p0\\)"
	ping := func(c context.Context) { Table(c, db) }
	ping(ctx)
}

func Even(ctx context.Context, n int, c chan int) { // want Even:"giveup\\(p0\\)"
	if n > 0 {
		Odd(ctx, n-1, c)
	}
}

func Odd(ctx context.Context, n int, c chan int) { // want Odd:"giveup\\(p0\\)"
	Selects(ctx, c)
	Even(ctx, n-1, c)
}

func Imported(ctx context.Context, c chan int) { // want Imported:"giveup\\(p0\\)"
	giveuplib.Wait(ctx, c)
}

func ImportedGeneric(ctx context.Context, c chan string) { // want ImportedGeneric:"giveup\\(p0\\)"
	giveuplib.Of(c, ctx)
}

type server struct {
	ctx    context.Context
	client giveuplib.Client
}

func (s *server) Field(c chan int) { // want Field:"giveup\\(p0.ctx\\)"
	Selects(s.ctx, c)
}

func (s *server) Below(c chan int) { // want Below:"giveup\\(p0.client.ctx\\)"
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
	go Selects(ctx, c)
	go func() { Selects(ctx, c) }()
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

func Unknown(ctx context.Context, f func(context.Context)) { f(ctx) } // want Unknown:`run\(p1\)`

func forLater(ctx context.Context, db *sql.DB) func() {
	return func() { db.PingContext(ctx) }
}
