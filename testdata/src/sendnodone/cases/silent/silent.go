// Package silent has sends that need no way out.
package silent

import (
	"context"
	"errors"
)

// Selects listens while it sends.
func Selects(ctx context.Context, in <-chan int, out chan<- int) {
	for {
		select {
		case v := <-in:
			select {
			case out <- v:
			case <-ctx.Done():
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// Last sends when it leaves: that is not on the cycle.
func Last(ctx context.Context, in <-chan int) error {
	errc := make(chan error, 1)
	go func() {
		for {
			select {
			case v := <-in:
				if v < 0 {
					errc <- errors.New("negative")
					return
				}
			case <-ctx.Done():
				errc <- ctx.Err()
				return
			}
		}
	}()
	return <-errc
}

// First sends before the loop.
func First(ctx context.Context, in <-chan int, started chan<- struct{}) {
	started <- struct{}{}
	for {
		select {
		case <-in:
		case <-ctx.Done():
			return
		}
	}
}

// Deaf has nothing to listen to.
func Deaf(in <-chan int, out chan<- int) {
	for v := range in {
		out <- v
	}
}

// Permits takes one for each goroutine.
func Permits(ctx context.Context, in <-chan func()) {
	sem := make(chan struct{}, 4)
	for {
		select {
		case f := <-in:
			sem <- struct{}{}
			go func() {
				defer func() { <-sem }()
				f()
			}()
		case <-ctx.Done():
			return
		}
	}
}

// Mutex is a channel that holds what it guards.
type Mutex struct{ state chan int }

// Loop takes the state out and puts it back.
func (m *Mutex) Loop(ctx context.Context) {
	for ctx.Err() == nil {
		v := <-m.state
		m.state <- v + 1
	}
}

// Drops does not wait.
func Drops(ctx context.Context, in <-chan int, out chan<- int) {
	for {
		select {
		case v := <-in:
			select {
			case out <- v:
			default:
			}
		case <-ctx.Done():
			return
		}
	}
}

type pool struct {
	jobs chan int
	quit chan struct{}
}

func (p *pool) feed(in <-chan int) {
	for {
		select {
		case v := <-in:
			p.jobs <- v
		case <-p.quit:
			close(p.jobs)
			return
		}
	}
}

// work takes what there is until the channel is closed.
func (p *pool) work() {
	for range p.jobs {
	}
}

func newPool(in <-chan int) *pool {
	p := &pool{make(chan int), make(chan struct{})}
	go p.feed(in)
	go p.work()
	return p
}

func (p *pool) close() { close(p.quit) }

// notControl continues on the channel, and ends on another.
func notControl(in, more <-chan int, out chan<- int) {
	for {
		select {
		case v := <-in:
			out <- v
		case <-more:
		}
	}
}
