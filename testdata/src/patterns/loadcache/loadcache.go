package loadcache

import (
	"context"
	"errors"
	"sync"
)

// ErrUnwanted is the cause with which the context of a load ends when nobody
// waits for it any more.
var ErrUnwanted = errors.New("nobody waits for this load any more")

// A Cache keeps what was loaded.
type Cache[K comparable, V any] struct {
	load func(context.Context, K) (V, error)

	mu      sync.Mutex // not held during a load
	entries map[K]*entry[V]
}

// An entry is loaded, or being loaded.
type entry[V any] struct {
	waiting int // guarded by the cache's mu
	cancel  context.CancelCauseFunc
	done    chan struct{} // closed when what follows is complete

	value    V
	err      error
	panicked any
}

// New returns an empty cache. Load obeys its context, which ends when all who
// asked for the key have given up.
func New[K comparable, V any](load func(context.Context, K) (V, error)) *Cache[K, V] {
	return &Cache[K, V]{load: load, entries: make(map[K]*entry[V])}
}

// Get returns what belongs to key, and loads it if it is not there.
func (c *Cache[K, V]) Get(ctx context.Context, key K) (V, error) {
	e := c.join(ctx, key)
	select {
	case <-e.done:
	case <-ctx.Done():
		c.leave(key, e)
		var none V
		return none, context.Cause(ctx)
	}
	if e.panicked != nil {
		panic(e.panicked)
	}
	return e.value, e.err
}

// join finds the entry, or makes one and starts its load.
func (c *Cache[K, V]) join(ctx context.Context, key K) *entry[V] {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.entries[key]; ok {
		e.waiting++
		return e
	}
	// The values of ctx, a trace say, but not its end: the load is for all.
	loading, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	e := &entry[V]{waiting: 1, cancel: cancel, done: make(chan struct{})}
	c.entries[key] = e
	go c.fill(loading, key, e)
	return e
}

// fill loads an entry.
func (c *Cache[K, V]) fill(ctx context.Context, key K, e *entry[V]) {
	defer close(e.done)
	defer e.cancel(nil)
	defer func() {
		e.panicked = recover()
		if e.err != nil || e.panicked != nil {
			c.forget(key, e)
		}
	}()
	e.err = errors.New("the load ended its goroutine") // unless it returns
	e.value, e.err = c.load(ctx, key)
}

// leave counts one less who waits; the last one ends the load.
func (c *Cache[K, V]) leave(key K, e *entry[V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e.waiting--
	if e.waiting > 0 {
		return
	}
	select {
	case <-e.done: // it is loaded, and stays
	default:
		if c.entries[key] == e {
			delete(c.entries, key) // who comes next shall not get a load that ends
		}
		e.cancel(ErrUnwanted)
	}
}

// forget takes an entry out, unless there is another one by now.
func (c *Cache[K, V]) forget(key K, e *entry[V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries[key] == e {
		delete(c.entries, key)
	}
}

// Forget takes key out of the cache: the next Get loads it anew. A load that is
// under way is for those who wait already.
func (c *Cache[K, V]) Forget(key K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, key)
}
