package grouplimit

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestWalk visits three children at the same moment. With their parent, which
// has a fourth to start, they hold all slots, and each has a leaf to start.
//
//asynclint:witness syn "bad.Walk"
func TestWalk(t *testing.T) {
	root := &Node{Name: "root"}
	for range 4 {
		root.Children = append(root.Children, &Node{Name: "child", Children: []*Node{{Name: "leaf"}}})
	}
	witness.Bubble(t, func(t *testing.T) {
		var visited, children atomic.Int32
		together := make(chan struct{})
		err := Walk(t.Context(), root, func(_ context.Context, n *Node) error {
			visited.Add(1)
			if n.Name != "child" {
				return nil
			}
			if children.Add(1) == 3 {
				close(together)
			}
			<-together
			return nil
		})
		if err != nil || visited.Load() != 9 {
			t.Errorf("visited %d nodes of 9: %v", visited.Load(), err)
		}
	})
}
