// Package fn_shared calls the group through an interface.
package fn_shared

import "golang.org/x/sync/errgroup"

type starter interface{ Go(f func() error) }

func child(s starter) { s.Go(func() error { return nil }) }

func parent(items []int) error {
	var g errgroup.Group
	g.SetLimit(2)
	for range items {
		g.Go(func() error {
			child(&g)
			return nil
		})
	}
	return g.Wait()
}
