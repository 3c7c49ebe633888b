// Package reported has sends and receives that do not hear that a context has
// ended.
package reported

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// Watch: the send is in a literal that goroutines call.
func Watch(ctx context.Context, period time.Duration) <-chan time.Time {
	out := make(chan time.Time)
	var once sync.Once
	tell := func(now time.Time) {
		out <- now // want `out <- … does not listen to ctx: the caller gets out and may stop`
	}
	go func() {
		t := time.NewTicker(period)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				once.Do(func() { close(out) })
				return
			case now := <-t.C:
				go tell(now)
			}
		}
	}()
	return out
}

// Async: one value, and no room for it.
func Async(ctx context.Context, f func(context.Context) error) <-chan error {
	errc := make(chan error)
	go func() {
		errc <- f(ctx) // want `errc <- … does not listen to ctx`
	}()
	return errc
}

// Many: there is room, but not for all.
func Many(ctx context.Context, n int) <-chan int {
	out := make(chan int, 1)
	go func() {
		for i := range n {
			out <- i // want `out <- … does not listen to ctx`
		}
		close(out) // so no fix: who receives waits for this
	}()
	return out
}

// Pass hands the channel and the context to somebody else.
func Pass(ctx context.Context, names []string, s Sink) error {
	in := make(chan string)
	go func() {
		defer close(in)
		for _, name := range names {
			in <- name // want `in <- … does not listen to ctx: s\.Put, which receives, may stop receiving when ctx ends`
		}
	}()
	return s.Put(ctx, in)
}

// A Sink takes what comes.
type Sink interface {
	Put(ctx context.Context, in <-chan string) error
}

// A Gate is closed now and then.
type Gate struct {
	pause chan struct{}
	goOn  chan struct{}
	quit  chan struct{}
	ready chan struct{}
}

// NewGate makes one.
func NewGate() *Gate {
	return &Gate{pause: make(chan struct{}), goOn: make(chan struct{}), quit: make(chan struct{}), ready: make(chan struct{})}
}

// Run: while it is paused, it cannot be cancelled.
func (g *Gate) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-g.pause:
			<-g.goOn // want `<-g\.goOn does not listen to ctx: it waits for what another call has to do \(L\d+\)`
		default:
			println()
		}
	}
}

// Loop: the same, with a stop channel.
func (g *Gate) Loop() {
	for {
		select {
		case <-g.quit:
			return
		case <-g.pause:
			<-g.goOn // want `<-g\.goOn does not listen to <-g\.quit: .* select on <-g\.quit as well`
		}
	}
}

// Pause and GoOn are for Run.
func (g *Gate) Pause() { g.pause <- struct{}{} }

// GoOn ends a pause.
func (g *Gate) GoOn() { g.goOn <- struct{}{} }

// Open makes the gate ready.
func (g *Gate) Open() { close(g.ready) }

// Stop ends Loop.
func (g *Gate) Stop() { close(g.quit) }

// ServeHTTP: a request waits until the gate is ready, even if its client has
// gone.
func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	<-g.ready // want `<-g\.ready does not listen to r\.Context\(\): it waits for what another call`
	http.Error(w, errors.ErrUnsupported.Error(), http.StatusNotImplemented)
}
