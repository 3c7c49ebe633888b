// Package fn_len has exactly as many slots as parents, and so none for the
// children. Whether len is enough depends on the arithmetic of the tasks.
package fn_len

import "golang.org/x/sync/errgroup"

func fan(items []int) error {
	var g errgroup.Group
	g.SetLimit(len(items))
	for range items {
		g.Go(func() error {
			g.Go(func() error { return nil })
			return nil
		})
	}
	return g.Wait()
}
