// Package fn_param takes the limit from its caller, who may pass -1.
package fn_param

import "golang.org/x/sync/errgroup"

func fan(items []int, limit int) error {
	var g errgroup.Group
	g.SetLimit(limit)
	for range items {
		g.Go(func() error {
			g.Go(func() error { return nil })
			return nil
		})
	}
	return g.Wait()
}
