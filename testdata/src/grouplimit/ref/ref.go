// Package grouplimit visits the nodes of a tree, several at once.
package grouplimit

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// A Node is a tree.
type Node struct {
	Name     string
	Children []*Node
}

// Walk visits every node of the tree after its parent, four at a time, until
// an error.
//
// A task that holds a slot of the group must not wait for another one: four
// of them would wait for each other. So it only tries to get a slot, and does
// the work itself if there is none, with the slot that it has.
func Walk(ctx context.Context, root *Node, visit func(context.Context, *Node) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	var walk func(n *Node) error
	walk = func(n *Node) error {
		if err := visit(ctx, n); err != nil {
			return err
		}
		for _, child := range n.Children {
			task := func() error { return walk(child) }
			if g.TryGo(task) {
				continue
			}
			if err := task(); err != nil {
				return err
			}
		}
		return nil
	}
	g.Go(func() error { return walk(root) })
	return g.Wait()
}
