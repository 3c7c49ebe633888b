// Package unseen loses signals that are not seen to be lost.
package unseen

import "sync"

type gate struct {
	mu   sync.Mutex
	wake chan struct{}
	n    int
}

// parked does wait for a lock between two receives, but calls nothing that is
// not in the same loop.
func (g *gate) count() {
	g.wake = make(chan struct{})
	for range g.wake {
		g.n++
		for i := range g.n {
			_ = i
		}
	}
}

func (g *gate) open() {
	select {
	case g.wake <- struct{}{}:
	default:
	}
}
