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
func Walk(ctx context.Context, root *Node, visit func(context.Context, *Node) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	var walk func(n *Node) error
	walk = func(n *Node) error {
		if err := visit(ctx, n); err != nil {
			return err
		}
		for _, child := range n.Children {
			g.Go(func() error { return walk(child) }) // want `g.Go in a task of g, which has SetLimit\(4\): once such tasks hold all slots, each waits here for another to end and g.Wait never returns; use g.TryGo and run the task inline if it fails, or a second group`
		}
		return nil
	}
	g.Go(func() error { return walk(root) })
	return g.Wait()
}
