// want package:" orders.T.gen -> orderslib.Hub.Mu shared, orders.T.mu -> orderslib.Gate.mu, orders.T.mu -> orderslib.Hub.Mu shared, orders.T.mu -> orderslib.Room.Mu under orderslib.Hub.Mu shared, orderslib.Gate.mu -> orders.T.mu}$"

// Package orders takes the locks of another package, and its own.
package orders

import (
	"sync"

	"github.com/asynclint/asynclint/testdata/src/passes/orderslib"
)

// T is generic.
type T[E any] struct {
	mu  sync.Mutex
	gen sync.Mutex
	e   E
}

func (t *T[E]) read(h *orderslib.Hub, r *orderslib.Room) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h.Read(r)
}

func (t *T[E]) direct(h *orderslib.Hub) {
	t.gen.Lock()
	defer t.gen.Unlock()
	h.Mu.RLock()
	h.Mu.RUnlock()
}

func (t *T[E]) gate(g *orderslib.Gate) {
	g.Enter()
	defer g.Leave()
	t.mu.Lock()
	t.mu.Unlock()
}

func (t *T[E]) under(g *orderslib.Gate) {
	t.mu.Lock()
	g.Enter()
	g.Leave()
	t.mu.Unlock()
}
