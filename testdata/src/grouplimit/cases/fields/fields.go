// Package fields keeps groups in structs.
package fields

import (
	"context"

	"golang.org/x/sync/errgroup"
)

func work() error { return nil }

// A Pool has a group of its own.
type Pool struct {
	g errgroup.Group
}

// NewPool returns a pool with four slots.
func NewPool() *Pool {
	p := &Pool{}
	p.g.SetLimit(4)
	return p
}

// SubmitBad can be called any number of times.
func (p *Pool) SubmitBad(f func() error) {
	p.g.Go(func() error {
		if err := f(); err != nil {
			return err
		}
		p.g.Go(work) // want `p.g.Go in a task of p.g, which has SetLimit\(4\)`
		return nil
	})
}

// SubmitOk adds no task from a task.
func (p *Pool) SubmitOk(f func() error) {
	p.g.Go(f)
}

// RunOk waits for what it started.
func (p *Pool) RunOk(f func() error) error {
	p.g.Go(func() error {
		p.g.Go(f)
		return nil
	})
	return p.g.Wait()
}

// once is called once.
func (p *Pool) once() {
	p.g.Go(func() error {
		p.g.Go(work)
		return nil
	})
}

func (p *Pool) wrapperBad(items []int) {
	for range items {
		p.SubmitOk(func() error {
			p.again()
			return nil
		})
	}
}

func (p *Pool) again() {
	p.g.Go(work) // want `p.g.Go in a task of p.g, which has SetLimit\(4\)`
}

// A Runner shares the group that its constructor makes.
type Runner struct {
	g     *errgroup.Group
	other *errgroup.Group
}

// NewRunner returns a runner with two slots.
func NewRunner(ctx context.Context) *Runner {
	g, _ := errgroup.WithContext(ctx)
	g.SetLimit(2)
	return &Runner{g: g, other: new(errgroup.Group)}
}

// StartBad can be called any number of times.
func (r *Runner) StartBad() {
	r.g.Go(func() error {
		r.g.Go(work) // want `r.g.Go in a task of r.g, which has SetLimit\(2\)`
		return nil
	})
}

// OtherOk has no limit.
func (r *Runner) OtherOk() {
	r.other.Go(func() error {
		r.other.Go(work)
		return nil
	})
}

// MixedOk adds to another group.
func (r *Runner) MixedOk() {
	r.g.Go(func() error {
		r.other.Go(work)
		return nil
	})
}

// A Server sets the limit where it runs.
type Server struct{ g errgroup.Group }

// Run starts the tasks.
func (s *Server) Run(items []int) error {
	s.g.SetLimit(3)
	for range items {
		s.g.Go(s.task)
	}
	return s.g.Wait()
}

func (s *Server) task() error {
	s.g.Go(work) // want `s.g.Go in a task of s.g, which has SetLimit\(3\)`
	return nil
}

// Unlimited is limited by others, if at all.
type Unlimited struct{ Group errgroup.Group }

// StartOk may be without a limit.
func (u *Unlimited) StartOk() {
	u.Group.Go(func() error {
		u.Group.Go(work)
		return nil
	})
}

var global errgroup.Group

func init() { global.SetLimit(2) }

// GlobalBad uses a package variable.
func GlobalBad(items []int) {
	for range items {
		global.Go(func() error {
			global.Go(work) // want `global.Go in a task of global, which has SetLimit\(2\)`
			return nil
		})
	}
}
