// Package fn_methodvalue keeps the method in a variable that a literal captures.
package fn_methodvalue

import "golang.org/x/sync/errgroup"

func work() error { return nil }

func methodValue() error {
	var g errgroup.Group
	g.SetLimit(1)
	spawn := g.Go
	g.Go(func() error {
		spawn(work)
		return nil
	})
	return g.Wait()
}
