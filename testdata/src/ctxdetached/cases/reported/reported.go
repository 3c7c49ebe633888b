// Package reported has calls that get a context that nobody can end.
package reported

import (
	"context"
	"database/sql"
	"net"
	"net/http"
	"os/exec"
	"time"
)

type store interface {
	Load(ctx context.Context, key string) (string, error)
}

func todo(ctx context.Context, db *sql.DB) error {
	return db.PingContext(context.TODO()) // want `context.TODO\(\) is what db.PingContext gets although ctx is at hand.*`
}

func throughLocals(ctx context.Context, d *net.Dialer) (net.Conn, error) {
	c := context.Background() // want `context.Background\(\) is what d.DialContext gets`
	c = context.WithValue(c, key{}, 1)
	return d.DialContext(c, "tcp", "localhost:1")
}

type key struct{}

func withTimeout(ctx context.Context, db *sql.DB) error {
	c, cancel := context.WithTimeout(context.Background(), time.Minute) // want `although ctx is at hand`
	defer cancel()
	return db.PingContext(c)
}

func ofRequest(w http.ResponseWriter, r *http.Request) {
	_ = exec.CommandContext(context.Background(), "true").Wait()                // no claim: a command is no context
	req, _ := http.NewRequestWithContext(context.Background(), "GET", "/", nil) // want `although r.Context\(\) is at hand`
	_, _ = http.DefaultClient.Do(req)
}

func throughInterface(ctx context.Context, s store) (string, error) {
	return s.Load(context.Background(), "key") // want `is what s.Load gets`
}

func throughFunction(ctx context.Context) error {
	return wait(context.Background()) // want `is what wait gets`
}

func wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Hour):
		return nil
	}
}

func inLiteralOfItsOwn(visit func(func(ctx context.Context) error)) {
	visit(func(ctx context.Context) error {
		return wait(context.Background()) // want `although ctx is at hand`
	})
}

func generic[T store](ctx context.Context, s T) (string, error) {
	return s.Load(context.Background(), "key") // want `is what s.Load gets`
}

// The context of the object, where nothing else ends the call.

type checker struct {
	ctx    context.Context
	client *http.Client
}

func newChecker(ctx context.Context) *checker { return &checker{ctx: ctx} }

func (c *checker) check(url string) error {
	req, err := http.NewRequestWithContext(context.Background(), "GET", url, nil) // want `is what c.client.Do gets although c.ctx is at hand`
	if err != nil {
		return err
	}
	_, err = c.client.Do(req)
	return err
}

// lifetime is a context with more to it.
type lifetime struct {
	context.Context
	name string
}

type module struct{ life lifetime }

func (m *module) provision(l lifetime) { m.life = l }

func (m *module) check(db *sql.DB) error {
	// TODO: use the module's context
	return db.PingContext(context.Background()) // want `although m.life is at hand`
}
