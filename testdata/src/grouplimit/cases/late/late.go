// Package late sets limits while tasks may be running.
package late

import "golang.org/x/sync/errgroup"

func work() error { return nil }

func afterGoBad() error {
	var g errgroup.Group
	g.Go(work)
	g.SetLimit(4) // want `g.SetLimit after g.Go with no Wait in between: while the task runs this panics or, where there was no limit before, makes g.Wait wait for ever; set the limit before the first task`
	g.Go(work)
	return g.Wait()
}

func changedBad(n int) error {
	var g errgroup.Group
	g.SetLimit(1)
	g.Go(work)
	if n > 3 {
		g.SetLimit(2) // want `g.SetLimit after g.Go with no Wait in between`
	}
	return g.Wait()
}

func inTaskBad() error {
	var g errgroup.Group
	g.Go(func() error {
		g.SetLimit(2) // want `g.SetLimit in a task of g: while the task runs`
		return nil
	})
	return g.Wait()
}

func afterWaitOk() error {
	var g errgroup.Group
	g.Go(work)
	if err := g.Wait(); err != nil {
		return err
	}
	g.SetLimit(4)
	g.Go(work)
	return g.Wait()
}

func afterMaybeWaitOk(n int) error {
	var g errgroup.Group
	g.Go(work)
	if n > 3 {
		if err := g.Wait(); err != nil {
			return err
		}
	}
	g.SetLimit(4)
	return g.Wait()
}

func afterHelperOk() error {
	var g errgroup.Group
	g.Go(work)
	drain(&g)
	g.SetLimit(4)
	return g.Wait()
}

func drain(g *errgroup.Group) { g.Wait() }

func afterClosureOk() error {
	var g errgroup.Group
	drain := func() { g.Wait() }
	g.Go(work)
	drain()
	g.SetLimit(4)
	return g.Wait()
}

func loopOk(batches [][]int) error {
	var g errgroup.Group
	for _, batch := range batches {
		g.SetLimit(len(batch) + 1)
		g.Go(work)
		if err := g.Wait(); err != nil {
			return err
		}
	}
	return nil
}

func loopOfGroupsBad(batches [][]int) {
	for range batches {
		var g errgroup.Group
		g.Go(work)
		g.SetLimit(2) // want `g.SetLimit after g.Go with no Wait in between`
		g.Wait()
	}
}

func maybeGoOk(n int) error {
	var g errgroup.Group
	if n > 3 {
		g.Go(work)
	}
	g.SetLimit(4)
	return g.Wait()
}

func noLimitOk() error {
	var g errgroup.Group
	g.Go(work)
	g.SetLimit(-1)
	return g.Wait()
}

func otherGroupOk() error {
	var g, h errgroup.Group
	g.Go(work)
	h.SetLimit(4)
	h.Go(work)
	if err := g.Wait(); err != nil {
		return err
	}
	return h.Wait()
}
