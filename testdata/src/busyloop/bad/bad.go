// Package busyloop has a gate at which goroutines wait.
package busyloop

import (
	"context"
	"sync/atomic"
)

// A Gate is closed until somebody opens it.
type Gate struct{ open atomic.Bool }

// New returns a closed gate.
func New() *Gate { return new(Gate) }

// Open opens the gate, for good.
func (g *Gate) Open() { g.open.Store(true) }

// Wait returns when the gate is open, or ctx is done.
func (g *Gate) Wait(ctx context.Context) error {
	for !g.open.Load() { // want `this loop asks g.open.Load again and again and never waits: it keeps a processor busy until the answer changes; wait for a channel, a sync.Cond or a timer`
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}
