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

// RunBad starts tasks that start one each.
func (p *Pool) RunBad(fs []func() error) error {
	for _, f := range fs {
		p.g.Go(func() error {
			p.g.Go(work) // want `p.g.Go in a task of p.g, which has SetLimit\(4\)`
			return f()
		})
	}
	return p.g.Wait()
}

// submit is called in a loop.
func (p *Pool) submit(f func() error) {
	p.g.Go(func() error {
		p.g.Go(work) // want `p.g.Go in a task of p.g, which has SetLimit\(4\)`
		return f()
	})
}

func (p *Pool) submitAllBad(fs []func() error) {
	for _, f := range fs {
		p.submit(f)
	}
}

// StartOk is called once, as far as is known.
func (p *Pool) StartOk(f func() error) {
	p.g.Go(func() error {
		p.g.Go(work)
		return f()
	})
}

// SubmitOk adds no task from a task.
func (p *Pool) SubmitOk(f func() error) {
	p.g.Go(f)
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

// NewRunner returns a runner with one slot.
func NewRunner(ctx context.Context) *Runner {
	g, _ := errgroup.WithContext(ctx)
	g.SetLimit(1)
	return &Runner{g: g, other: new(errgroup.Group)}
}

// StartBad starts a task that starts another.
func (r *Runner) StartBad() {
	r.g.Go(func() error {
		r.g.Go(work) // want `r.g.Go in a task of r.g, which has SetLimit\(1\)`
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
