// Package silent has permits that are given back, or handed on.
package silent

import (
	"context"
	"errors"

	"golang.org/x/sync/semaphore"
)

type pool struct {
	sem   *semaphore.Weighted
	slots chan struct{}
	wake  chan struct{}
	done  func()
	open  func(n int) error
}

// Given back on each path.
func (p *pool) each() error {
	p.slots <- struct{}{}
	if err := p.open(1); err != nil {
		<-p.slots
		return err
	}
	<-p.slots
	return nil
}

// By a deferred call, made before or after.
func (p *pool) deferred(ctx context.Context) error {
	if err := p.sem.Acquire(ctx, 1); err != nil {
		return err
	}
	defer p.sem.Release(1)
	return p.open(1)
}

func (p *pool) flag(ctx context.Context) error {
	taken := false
	defer func() {
		if taken {
			p.sem.Release(1)
		}
	}()
	if err := p.sem.Acquire(ctx, 1); err != nil {
		return err
	}
	taken = true
	if err := p.open(1); err != nil {
		return err
	}
	return nil
}

// By a function that is called on the way.
func (p *pool) give() { <-p.slots }

func (p *pool) called() error {
	p.slots <- struct{}{}
	if err := p.open(1); err != nil {
		p.fail(err)
		return err
	}
	p.give()
	return nil
}

func (p *pool) fail(error) { p.give() }

// By the goroutine that has been started.
func (p *pool) started() error {
	p.slots <- struct{}{}
	failed := make(chan error, 1)
	go func() {
		defer p.give()
		failed <- p.open(1)
	}()
	if err := <-failed; err != nil {
		return err
	}
	return nil
}

// By a function value, of which nothing is known.
func (p *pool) value() error {
	p.slots <- struct{}{}
	if err := p.open(1); err != nil {
		p.done()
		return err
	}
	<-p.slots
	return nil
}

// Handed to an unknown function, with the object.
func (p *pool) handed(use func(*pool, int)) error {
	p.slots <- struct{}{}
	use(p, 1)
	if err := p.open(1); err != nil {
		return err
	}
	<-p.slots
	return nil
}

// Handed to the caller: the one who gets no error has the permit.
func (p *pool) acquire(ctx context.Context) error {
	if err := p.sem.Acquire(ctx, 1); err != nil {
		return err
	}
	return nil
}

func (p *pool) holder() (*pool, error) {
	p.slots <- struct{}{}
	if err := p.open(1); err != nil {
		return p, err
	}
	<-p.slots
	return nil, nil
}

// Not taken: the failure is that of the acquire.
func (p *pool) failed(ctx context.Context) error {
	if err := p.sem.Acquire(ctx, 1); err != nil {
		return err
	}
	p.sem.Release(1)
	return nil
}

// One that is full says so.
func (p *pool) busy() error {
	select {
	case p.slots <- struct{}{}:
	default:
		return errors.New("busy")
	}
	defer p.give()
	return p.open(1)
}

// A variable: nobody is left to wait for it.
func variable(ctx context.Context, open func(int) error) error {
	slots := make(chan struct{}, 4)
	for i := range 10 {
		slots <- struct{}{}
		if err := open(i); err != nil {
			return err
		}
		go func() { <-slots }()
	}
	return nil
}

// A flag that is correlated with the error.
func (p *pool) correlated(limit bool) error {
	if limit {
		p.slots <- struct{}{}
	}
	err := p.open(1)
	if limit {
		<-p.slots
	}
	if err != nil {
		return err
	}
	return nil
}

// A signal, which another goroutine takes.
func (p *pool) signal() error {
	p.wake <- struct{}{}
	if err := p.open(1); err != nil {
		return err
	}
	return nil
}

func (p *pool) loop(ctx context.Context) {
	for {
		select {
		case <-p.wake:
		case <-ctx.Done():
			return
		}
	}
}

// A lock made of a channel, handed over to who waits for the answer.
func (p *pool) lock() error {
	p.slots <- struct{}{}
	err := p.open(1)
	<-p.slots
	return err
}

// A channel without a buffer is a meeting.
type meeting struct {
	signal chan struct{}
	bad    func() error
}

func newMeeting(bad func() error) *meeting { return &meeting{make(chan struct{}), bad} }

func (m *meeting) wait() error {
	m.signal <- struct{}{}
	if err := m.bad(); err != nil {
		return err
	}
	return nil
}

func (m *meeting) wake() { <-m.signal }
