// Package ctxloop does things from time to time.
package ctxloop

import (
	"context"
	"time"
)

// Every calls f once per period until ctx is done. It returns at once then,
// unless f is at work, which has the same context to end early.
func Every(ctx context.Context, period time.Duration, f func(context.Context)) {
	t := time.NewTicker(period)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			// Both cases may have been ready, and then either is chosen.
			if ctx.Err() == nil {
				f(ctx)
			}
		}
	}
}

// A Poller polls until it is closed.
type Poller struct {
	quit, ended chan struct{}
}

// NewPoller starts a Poller that calls poll, waits, and so on.
func NewPoller(wait time.Duration, poll func()) *Poller {
	p := &Poller{quit: make(chan struct{}), ended: make(chan struct{})}
	go p.run(wait, poll)
	return p
}

// run listens to quit wherever it waits. Since Go 1.23 an abandoned time.After
// costs nothing; before, use a time.NewTimer and stop it.
func (p *Poller) run(wait time.Duration, poll func()) {
	defer close(p.ended)
	for {
		poll()
		select {
		case <-p.quit:
			return
		case <-time.After(wait):
		}
	}
}

// Close ends the Poller and waits until it has ended: at most as long as one
// poll takes. It must be called once.
func (p *Poller) Close() {
	close(p.quit)
	<-p.ended
}
