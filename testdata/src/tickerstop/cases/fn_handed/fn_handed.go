//go:build go1.21

// Package fn_handed has tickers that are left running and that go where they
// are not followed.
package fn_handed

import (
	"context"
	"errors"
	"time"
)

func toFunction(ctx context.Context) {
	t := time.NewTicker(time.Second)
	loop(ctx, t)
}

func loop(ctx context.Context, t *time.Ticker) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// conn stops its ticker in Close, but who failed to connect never gets that
// far.
type conn struct{ t *time.Ticker }

func dial(connect func(*conn) error) (*conn, error) {
	c := &conn{t: time.NewTicker(time.Second)}
	if err := connect(c); err != nil {
		return nil, errors.New("no connection")
	}
	return c, nil
}

func (c *conn) Close() { c.t.Stop() }

// wrapped is a Tick of one's own.
func wrapped(d time.Duration) <-chan time.Time { return time.NewTicker(d).C }

func usesWrapped(quit chan struct{}) {
	select {
	case <-quit:
	case <-wrapped(time.Second):
	}
}
