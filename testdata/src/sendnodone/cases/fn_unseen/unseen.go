// Package unseen has sends that get stuck unseen.
package unseen

import "context"

type pool struct {
	requests chan int
	quit     chan struct{}
}

// send has a quit channel at hand, but no loop.
func (p *pool) send(v int) {
	p.requests <- v
}

func (p *pool) run() {
	p.requests, p.quit = make(chan int), make(chan struct{})
	for {
		select {
		case <-p.requests:
		case <-p.quit:
			return
		}
	}
}

func (p *pool) stop() { close(p.quit) }

type sink interface{ put(int) }

type chanSink struct{ c chan<- int }

func (s chanSink) put(v int) { s.c <- v }

// Through sends through an interface, two calls away.
func Through(ctx context.Context, in <-chan int, s sink) {
	for {
		select {
		case v := <-in:
			s.put(v)
		case <-ctx.Done():
			return
		}
	}
}
