// Package silent calls its cancel functions, or may.
package silent

import (
	"context"
	"errors"
	"net/http"
	"sync"
)

var errBad = errors.New("bad")

type conn struct {
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

func (c *conn) Close() { c.cancel() }

var all = map[string]*conn{}

func registered(ctx context.Context) (*conn, error) {
	c := &conn{}
	all["c"] = c
	c.ctx, c.cancel = context.WithCancel(ctx)
	return nil, errBad
}

func registeredLater(ctx context.Context, n int) (*conn, error) {
	c := &conn{}
	c.ctx, c.cancel = context.WithCancel(ctx)
	all["c"] = c
	if n > 3 {
		return nil, errBad
	}
	return c, nil
}

func closed(ctx context.Context, n int) (*conn, error) {
	c := &conn{}
	c.ctx, c.cancel = context.WithCancel(ctx)
	if n > 3 {
		c.Close()
		return nil, errBad
	}
	return c, nil
}

func deferred(ctx context.Context, n int) (_ *conn, err error) {
	c := &conn{}
	c.ctx, c.cancel = context.WithCancel(ctx)
	defer func() {
		if err != nil {
			c.Close()
		}
	}()
	if n > 3 {
		return nil, errBad
	}
	return c, nil
}

func handed(ctx context.Context, use func(*conn) error) (*conn, error) {
	c := &conn{}
	c.ctx, c.cancel = context.WithCancel(ctx)
	if err := use(c); err != nil {
		return nil, err
	}
	return c, nil
}

func inGoroutine(ctx context.Context, n int) (*conn, error) {
	c := &conn{}
	c.ctx, c.cancel = context.WithCancel(ctx)
	go c.run()
	if n > 3 {
		return nil, errBad
	}
	return c, nil
}

func (c *conn) run() {
	defer c.cancel()
	<-c.ctx.Done()
}

func ownParent(ctx context.Context, n int) (*conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := &conn{}
	c.ctx, c.cancel = context.WithCancel(ctx)
	if n > 3 {
		return nil, errBad
	}
	return nil, nil
}

type given struct{ cancel context.CancelFunc }

func newGiven(cancel context.CancelFunc) *given { return &given{cancel} }

type several struct{ cancel context.CancelFunc }

func newSeveral(ctx context.Context, old context.CancelFunc) (context.Context, *several) {
	ctx, cancel := context.WithCancel(ctx)
	s := &several{cancel: cancel}
	if old != nil {
		s.cancel = old
	}
	return ctx, s
}

type exported struct{ Cancel context.CancelFunc }

func newExported(ctx context.Context) (context.Context, *exported) {
	ctx, cancel := context.WithCancel(ctx)
	return ctx, &exported{cancel}
}

type read struct{ cancel context.CancelFunc }

func newRead(ctx context.Context) (context.Context, *read) {
	ctx, cancel := context.WithCancel(ctx)
	return ctx, &read{cancel}
}

func (r *read) stop() context.CancelFunc { return r.cancel }

type tested struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func newTested(ctx context.Context) *tested {
	t := &tested{}
	t.ctx, t.cancel = context.WithCancel(ctx)
	return t
}

func (t *tested) Close() {
	if t.cancel != nil {
		defer t.cancel()
	}
}

// The variable calls it, too.
func both(ctx context.Context) *conn {
	ctx, cancel := context.WithCancel(ctx)
	c := &conn{ctx: ctx, cancel: cancel}
	defer cancel()
	c.wg.Wait()
	return nil
}

type other struct {
	ctx    context.Context
	onExit context.CancelFunc
}

// What the build leaves out calls it.
func newOther(ctx context.Context) *other {
	o := &other{}
	o.ctx, o.onExit = context.WithCancel(ctx)
	return o
}

// Nobody refers to it but the object.
func idle(n int) (*conn, error) {
	ctx, cancel := context.WithCancel(context.Background())
	c := &conn{ctx: ctx, cancel: cancel}
	if n > 3 {
		return nil, errBad
	}
	return c, nil
}

// The context of the request is done when the handler has returned.
func handle(w http.ResponseWriter, r *http.Request) {
	c := &conn{}
	c.ctx, c.cancel = context.WithCancel(r.Context())
	if r.Method != http.MethodGet {
		return
	}
	all["c"] = c
}

type stream interface{ Context() context.Context }

func serve(s stream, n int) error {
	ctx, cancel := context.WithCancel(s.Context())
	c := &conn{ctx: ctx, cancel: cancel}
	if n > 3 {
		return errBad
	}
	all["c"] = c
	return nil
}

// Its methods only look.
func idleMethods(n int) (*conn, error) {
	c := &conn{}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	if err := c.check(n); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *conn) check(n int) error {
	if n > 3 {
		return errBad
	}
	return nil
}
