// Package doublelock keeps the values that were asked for last.
package doublelock

import "sync"

// Cache holds a bounded number of values, the newest ones.
//
// Exported methods lock mu, and call each other nowhere. What two of them have
// in common is in an unexported method whose name ends in Locked: it expects
// that mu is held. So whoever reads a method sees at its name whether it locks.
type Cache struct {
	size int

	mu     sync.Mutex
	values map[string]string
	keys   []string // oldest first
}

// New returns a cache for size values.
func New(size int) *Cache {
	return &Cache{size: size, values: make(map[string]string)}
}

// Get returns the value of key.
func (c *Cache) Get(key string) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.values[key]
	return v, ok
}

// Put adds a value. If there is no room, the oldest one has to go.
func (c *Cache) Put(key, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.keys) == c.size {
		c.removeLocked(c.keys[0])
	}
	c.values[key] = value
	c.keys = append(c.keys, key)
}

// Remove forgets the value of key.
func (c *Cache) Remove(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.removeLocked(key)
}

// removeLocked is Remove for callers that hold c.mu.
func (c *Cache) removeLocked(key string) {
	delete(c.values, key)
	for i, k := range c.keys {
		if k == key {
			c.keys = append(c.keys[:i], c.keys[i+1:]...)
			return
		}
	}
}
