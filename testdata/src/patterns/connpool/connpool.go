package connpool

import (
	"context"
	"errors"
	"io"
	"sync"
)

// ErrClosed is what Do returns after Close.
var ErrClosed = errors.New("the pool is closed")

// A Pool lends connections of type C.
type Pool[C io.Closer] struct {
	dial    func(context.Context) (C, error)
	slots   chan struct{} // has an element for each slot that is taken
	closing chan struct{} // closed by Close

	mu     sync.Mutex // never held while anyone dials, uses or closes
	idle   []C
	closed bool
}

// New returns a pool with n slots, and no connections yet.
func New[C io.Closer](n int, dial func(context.Context) (C, error)) *Pool[C] {
	return &Pool[C]{dial: dial, slots: make(chan struct{}, n), closing: make(chan struct{})}
}

// Do calls f with a connection, which f must not keep. It waits for a slot until
// ctx or the pool ends. A connection for which f returns an error, or panics, is
// not used again: nobody knows what state it is in.
func (p *Pool[C]) Do(ctx context.Context, f func(context.Context, C) error) (err error) {
	if err := p.acquire(ctx); err != nil {
		return err
	}
	defer func() { <-p.slots }()

	conn, ok := p.pop()
	if !ok {
		if conn, err = p.dial(ctx); err != nil {
			return err
		}
	}
	good := false
	defer func() {
		if !good || !p.push(conn) {
			err = errors.Join(err, conn.Close())
		}
	}()
	err = f(ctx, conn)
	good = err == nil
	return err
}

// acquire takes a slot.
func (p *Pool[C]) acquire(ctx context.Context) error {
	select {
	case <-p.closing: // first of all: select takes any that is ready
		return ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	default:
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-p.closing:
		return ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// pop takes an idle connection, if there is one.
func (p *Pool[C]) pop() (conn C, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.idle); n > 0 {
		conn, p.idle = p.idle[n-1], p.idle[:n-1]
		return conn, true
	}
	return conn, false
}

// push gives a connection back, unless the pool is closed.
func (p *Pool[C]) push(conn C) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.idle = append(p.idle, conn)
	return true
}

// Close ends the pool. It waits until all connections have come back, or until
// ctx ends; then those that are still in use are closed when they come.
func (p *Pool[C]) Close(ctx context.Context) (err error) {
	p.mu.Lock()
	first, idle := !p.closed, p.idle
	p.closed, p.idle = true, nil
	p.mu.Unlock()
	if !first {
		return ErrClosed
	}
	close(p.closing)
	for _, conn := range idle {
		err = errors.Join(err, conn.Close())
	}
	for range cap(p.slots) { // nobody else takes any: with all of them, nothing is in use
		select {
		case p.slots <- struct{}{}:
		case <-ctx.Done():
			return errors.Join(err, context.Cause(ctx))
		}
	}
	return err
}
