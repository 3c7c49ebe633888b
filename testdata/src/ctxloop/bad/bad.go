// Package ctxloop does things from time to time.
package ctxloop

import (
	"context"
	"time"
)

// Every calls f once per period until ctx is done.
func Every(ctx context.Context, period time.Duration, f func(context.Context)) {
	t := time.NewTicker(period)
	defer t.Stop()
	for range t.C { // want `nothing ends this loop, not even the end of ctx: who cancels it leaves a goroutine behind; select on ctx\.Done\(\) and return`
		f(ctx)
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

func (p *Poller) run(wait time.Duration, poll func()) {
	defer close(p.ended)
	for {
		select {
		case <-p.quit:
			return
		default:
			poll()
			time.Sleep(wait) // want `time\.Sleep\(wait\) in this loop does not listen to <-p\.quit: who ends it waits until the time is over; select on <-p\.quit and time\.After`
		}
	}
}

// Close ends the Poller and waits until it has ended.
func (p *Poller) Close() {
	close(p.quit)
	<-p.ended
}
