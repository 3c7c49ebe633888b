// Package flagged has the forms of a lost permit.
package flagged

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/semaphore"
)

type pool struct {
	sem   *semaphore.Weighted
	slots chan bool
	open  func() (int, error)
}

// A semaphore.
func (p *pool) weighted(ctx context.Context) error {
	if err := p.sem.Acquire(ctx, 1); err != nil {
		return err
	}
	n, err := p.open()
	if err != nil {
		return fmt.Errorf("open: %w", err) // want `this return loses the permit that p.sem.Acquire \(L20\) took`
	}
	_ = n
	p.sem.Release(1)
	return nil
}

// One that is tried.
func (p *pool) tried() error {
	if !p.sem.TryAcquire(1) {
		return errors.New("busy")
	}
	if _, err := p.open(); err != nil {
		return err // want `the permit that p.sem.TryAcquire \(L34\) took`
	}
	defer p.sem.Release(1)
	return nil
}

// The case of a select.
func (p *pool) chosen(ctx context.Context) (int, error) {
	select {
	case p.slots <- true:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	n, err := p.open()
	if err != nil {
		return 0, err // want `the permit that p.slots <- … \(L47\) took`
	}
	defer func() { <-p.slots }()
	return n, nil
}

// A function that takes it.
func (p *pool) acquire(ctx context.Context) error {
	select {
	case p.slots <- true:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (p *pool) release() { <-p.slots }

func (p *pool) wrapped(ctx context.Context) (err error) {
	if err := p.acquire(ctx); err != nil {
		return err
	}
	var n int
	if n, err = p.open(); err != nil {
		return err // want `the permit that p.acquire \(L72\) took`
	}
	_ = n
	defer func() {
		p.release()
		if err != nil {
			err = fmt.Errorf("pool: %w", err)
		}
	}()
	return nil
}

// An object that gives it back, if there is one.
type conn struct{ p *pool }

func (c *conn) Close() { <-c.p.slots }

func (p *pool) get() (*conn, error) {
	p.slots <- true
	if _, err := p.open(); err != nil {
		return nil, err // want `the permit that p.slots <- … \(L95\) took`
	}
	return &conn{p}, nil
}

// A type parameter.
type generic[T any] struct {
	slots chan struct{}
	open  func() (T, error)
}

func (g *generic[T]) do(f func(T)) error {
	g.slots <- struct{}{}
	v, err := g.open()
	if err != nil {
		return err // want `the permit that g.slots <- … \(L109\) took`
	}
	f(v)
	<-g.slots
	return nil
}

// A parameter.
func param(slots chan struct{}, open func(name string) error) error {
	slots <- struct{}{}
	if err := open("a"); err != nil {
		return err // want `the permit that slots <- … \(L121\) took`
	}
	<-slots
	return nil
}

// On one side of an ok.
func (p *pool) pop() (int, bool) { return 0, false }

func (p *pool) sometimes() error {
	p.slots <- true
	n, ok := p.pop()
	if !ok {
		var err error
		if n, err = p.open(); err != nil {
			return err // want `the permit that p.slots <- … \(L\d+\) took`
		}
	}
	_ = n
	<-p.slots
	return nil
}
