package busyloop

import (
	"context"
	"sync"
)

// A Gate is closed until somebody opens it.
type Gate struct {
	once   sync.Once
	opened chan struct{} // closed when the gate is open
}

// New returns a closed gate.
func New() *Gate { return &Gate{opened: make(chan struct{})} }

// Open opens the gate, for good.
func (g *Gate) Open() { g.once.Do(func() { close(g.opened) }) }

// Wait returns when the gate is open, or ctx is done. Until then it costs
// nothing: closing a channel wakes all that wait for it.
func (g *Gate) Wait(ctx context.Context) error {
	select {
	case <-g.opened:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
