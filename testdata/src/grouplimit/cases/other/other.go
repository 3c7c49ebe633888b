// Package other has groups that may be different ones.
package other

import "golang.org/x/sync/errgroup"

func work() error { return nil }

func elementsOk(groups []*errgroup.Group, items []int) {
	for i := range items {
		groups[i].SetLimit(1)
		groups[i].Go(func() error {
			groups[i+1].Go(work)
			return nil
		})
	}
}

func mapOk(groups map[string]*errgroup.Group) {
	groups["a"].SetLimit(1)
	groups["a"].Go(func() error {
		groups["b"].Go(work)
		return nil
	})
}

func reassignedOk() error {
	g := new(errgroup.Group)
	g.SetLimit(1)
	h := g
	g = new(errgroup.Group)
	h.Go(func() error {
		g.Go(work)
		return nil
	})
	if err := h.Wait(); err != nil {
		return err
	}
	return g.Wait()
}

type node struct {
	g    errgroup.Group
	next *node
}

func (n *node) startOk() {
	n.g.SetLimit(1)
	n.g.Go(func() error {
		n.next.g.Go(work)
		return nil
	})
}

func parameterOk(g, h *errgroup.Group) {
	g.SetLimit(1)
	g.Go(func() error {
		h.Go(work)
		return nil
	})
}

func chosenOk(g, h *errgroup.Group, left bool) {
	g.SetLimit(1)
	target := h
	if left {
		target = g
	}
	g.Go(func() error {
		target.Go(work)
		return nil
	})
}
