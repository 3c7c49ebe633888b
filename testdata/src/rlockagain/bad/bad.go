// Package rlockagain counts events by name.
package rlockagain

import (
	"fmt"
	"io"
	"slices"
	"sync"
)

// Counters count events that are read more often than new ones turn up.
type Counters struct {
	mu     sync.RWMutex
	names  []string
	counts map[string]int
}

// Add counts n events of a name.
func (c *Counters) Add(name string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = make(map[string]int)
	}
	if !slices.Contains(c.names, name) {
		c.names = append(c.names, name)
	}
	c.counts[name] += n
}

// Get returns how many events of a name there were.
func (c *Counters) Get(name string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.counts[name]
}

// Dump writes all counters to w.
func (c *Counters) Dump(w io.Writer) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, name := range c.names {
		fmt.Fprintf(w, "%s %d\n", name, c.Get(name)) // want `c\.Get read-locks c\.mu, which is already read-locked since L40; a Lock that comes in between waits for the first RLock and keeps the second waiting, both for ever; read-lock once, or call a variant that expects the lock held`
	}
}
