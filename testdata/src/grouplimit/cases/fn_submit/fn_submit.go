// Package fn_submit has a method that others may call any number of times, or
// only once.
package fn_submit

import "golang.org/x/sync/errgroup"

// A Pool has four slots.
type Pool struct{ g errgroup.Group }

// New returns a pool.
func New() *Pool {
	p := &Pool{}
	p.g.SetLimit(4)
	return p
}

// Submit starts a task that starts a second.
func (p *Pool) Submit(first, second func() error) {
	p.g.Go(func() error {
		if err := first(); err != nil {
			return err
		}
		p.g.Go(second)
		return nil
	})
}
