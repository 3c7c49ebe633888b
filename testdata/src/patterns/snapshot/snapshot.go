package snapshot

import (
	"context"
	"slices"
	"sync"
)

// A Hook is called with each event. It obeys its context.
type Hook[E any] func(ctx context.Context, event E)

// Hooks is a set of hooks. The zero value is empty.
type Hooks[E any] struct {
	mu  sync.Mutex // never held while a hook runs
	all []*Hook[E] // replaced, never changed: a copy of the slice is a snapshot
}

// Add adds a hook. The function that it returns removes it; it may be called
// more than once, and by the hook itself.
func (h *Hooks[E]) Add(hook Hook[E]) (remove func()) {
	added := &hook // funcs cannot be compared, pointers can
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(slices.Clip(h.all), added) // clipped, append copies
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.all = slices.DeleteFunc(slices.Clone(h.all), func(p *Hook[E]) bool { return p == added })
	}
}

// Call calls the hooks that there are now, one after the other, until ctx ends.
func (h *Hooks[E]) Call(ctx context.Context, event E) error {
	for _, hook := range h.snapshot() {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		(*hook)(ctx, event)
	}
	return nil
}

// snapshot is all that happens under the lock.
func (h *Hooks[E]) snapshot() []*Hook[E] {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all
}
