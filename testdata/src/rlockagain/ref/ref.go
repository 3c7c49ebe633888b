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

// A counter is what Dump copies.
type counter struct {
	name string
	n    int
}

// Dump writes all counters to w, as they were at one moment.
//
// It locks once and copies, and writes when the lock is free again. Get would
// lock a second time, and a writer in between would stop both; and while w
// takes its time, nobody waits for the lock.
func (c *Counters) Dump(w io.Writer) {
	for _, c := range c.snapshot() {
		fmt.Fprintf(w, "%s %d\n", c.name, c.n)
	}
}

// snapshot returns all counters, in the order in which they turned up.
func (c *Counters) snapshot() []counter {
	c.mu.RLock()
	defer c.mu.RUnlock()
	all := make([]counter, 0, len(c.names))
	for _, name := range c.names {
		all = append(all, counter{name, c.counts[name]})
	}
	return all
}
