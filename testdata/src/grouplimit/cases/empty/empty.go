// Package empty has groups without slots.
package empty

import "golang.org/x/sync/errgroup"

func work() error { return nil }

func zeroBad() error {
	var g errgroup.Group
	g.SetLimit(0)
	g.Go(work) // want `g.Go never returns: SetLimit\(0\) leaves no slot for any task; use a limit of at least 1, or -1 for none`
	return g.Wait()
}

func zeroClosureBad(run func(func())) error {
	var g errgroup.Group
	g.SetLimit(0)
	run(func() { g.Go(work) }) // want `g.Go never returns`
	return g.Wait()
}

func zeroTryOk() error {
	var g errgroup.Group
	g.SetLimit(0)
	if !g.TryGo(work) {
		return work()
	}
	return g.Wait()
}

func zeroThenMoreOk(n int) error {
	var g errgroup.Group
	g.SetLimit(0)
	if n > 0 {
		g.SetLimit(n)
	}
	g.Go(work)
	return g.Wait()
}

func zeroAfterOk() error {
	var g errgroup.Group
	g.Go(work)
	err := g.Wait()
	g.SetLimit(0) // closed for good
	return err
}

func zeroSometimesOk(closed bool) error {
	var g errgroup.Group
	if closed {
		g.SetLimit(0)
		return nil
	}
	g.Go(work)
	return g.Wait()
}
