// Package silent has calls that are rightly given a context of their own.
package silent

import (
	"context"
	"database/sql"
	"net/http"
	"testing"
	"time"
)

type store interface {
	Load(ctx context.Context, key string) (string, error)
	Release(ctx context.Context) error
	Log(ctx context.Context, text string)
}

func wait(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

func value(ctx context.Context) string { s, _ := ctx.Value(key{}).(string); return s }

type key struct{}

func none(db *sql.DB) error { return db.PingContext(context.Background()) }

func boundedAlone(db *sql.DB) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return db.PingContext(ctx)
}

func unnamed(_ context.Context, db *sql.DB) error { return db.PingContext(context.Background()) }

func passed(ctx context.Context, db *sql.DB) error { return db.PingContext(ctx) }

func withoutCancel(ctx context.Context, db *sql.DB) error {
	return db.PingContext(context.WithoutCancel(ctx))
}

func nilDefault(ctx context.Context, db *sql.DB) error {
	if ctx == nil {
		ctx = context.Background()
	}
	return db.PingContext(ctx)
}

func sometimes(ctx context.Context, db *sql.DB, apart bool) error {
	c := ctx
	if apart {
		c = context.Background()
	}
	return db.PingContext(c)
}

func goroutine(ctx context.Context, db *sql.DB) {
	go func() { _ = db.PingContext(context.Background()) }()
	go wait(context.Background())
}

func deferred(ctx context.Context, db *sql.DB) {
	defer db.PingContext(context.Background())
	defer func() { _ = db.PingContext(context.Background()) }()
}

func returned(ctx context.Context, db *sql.DB) func() error {
	return func() error { return db.PingContext(context.Background()) }
}

func afterTheEnd(ctx context.Context, db *sql.DB) error {
	<-ctx.Done()
	return db.PingContext(context.Background())
}

func onTheEnd(ctx context.Context, db *sql.DB) error {
	if ctx.Err() != nil {
		return db.PingContext(context.Background())
	}
	return nil
}

func callees(ctx context.Context, s store) error {
	s.Log(context.Background(), value(context.Background()))
	return s.Release(context.Background())
}

func closeAll(ctx context.Context, db *sql.DB) error { return db.PingContext(context.Background()) }

func explained(ctx context.Context, db *sql.DB) error {
	// The ping must outlive the caller.
	if err := db.PingContext(context.Background()); err != nil {
		return err
	}
	// If ctx is done there is no time left.
	err := db.PingContext(context.Background())
	return err
}

func ended(db *sql.DB) error {
	ctx := context.WithoutCancel(context.Background())
	_ = ctx
	return db.PingContext(context.Background())
}

type checker struct {
	ctx    context.Context
	client *http.Client
}

func newChecker(ctx context.Context) *checker { return &checker{ctx: ctx} }

func (c *checker) bounded(db *sql.DB) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return db.PingContext(ctx)
}

func (c *checker) Close(db *sql.DB) error { return db.PingContext(context.Background()) }

func (*checker) noReceiver(db *sql.DB) error { return db.PingContext(context.Background()) }

func (c *checker) ping(db *sql.DB) error { return c.pingContext(context.Background(), db) }

func (c *checker) pingContext(ctx context.Context, db *sql.DB) error { return db.PingContext(ctx) }

func (c *checker) inGoroutine(db *sql.DB) {
	go func() { _ = db.PingContext(context.Background()) }()
}

type two struct{ request, life context.Context }

func (t *two) set(ctx context.Context) { t.request, t.life = ctx, ctx }

func (t *two) which(db *sql.DB) error { return db.PingContext(context.Background()) }

type never struct{ ctx context.Context }

func newNever() *never { return &never{ctx: context.Background()} }

func (n *never) ends(db *sql.DB) error { return db.PingContext(context.Background()) }

type unset struct{ ctx context.Context }

func (u *unset) nobodyAssigns(db *sql.DB) error { return db.PingContext(context.Background()) }

func inTest(ctx context.Context, t *testing.T, db *sql.DB) error {
	return db.PingContext(context.Background())
}

// inOrder: its goroutine ends when this function wants it to.
func inOrder(ctx context.Context, db *sql.DB) error {
	work, cancel := context.WithCancel(context.Background())
	defer cancel()
	errc := make(chan error, 1)
	go func() { errc <- db.PingContext(work) }()
	select {
	case err := <-errc:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// lastWords: the last report is made when the context is done.
func lastWords(ctx context.Context, db *sql.DB, in <-chan int) error {
	n := 0
	for {
		select {
		case i := <-in:
			n += i
			continue
		case <-ctx.Done():
		}
		break
	}
	last, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_, err := db.ExecContext(last, "INSERT INTO sums VALUES (?)", n)
	return err
}
