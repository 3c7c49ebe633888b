// Package doublelock keeps the values that were asked for last.
package doublelock

import "sync"

// Cache holds a bounded number of values, the newest ones.
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
		c.Remove(c.keys[0]) // want `c\.Remove locks c\.mu, which is already locked since L30; locks are not re-entrant, so this goroutine blocks for ever; call a variant that expects the lock held`
	}
	c.values[key] = value
	c.keys = append(c.keys, key)
}

// Remove forgets the value of key.
func (c *Cache) Remove(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.values, key)
	for i, k := range c.keys {
		if k == key {
			c.keys = append(c.keys[:i], c.keys[i+1:]...)
			return
		}
	}
}
