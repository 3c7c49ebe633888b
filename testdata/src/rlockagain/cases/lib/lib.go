// Package lib has read locks.
package lib

import "sync"

// Config can be read and written.
type Config struct {
	Mu sync.RWMutex
	m  map[string]string
}

// Get read-locks.
func (c *Config) Get(k string) string {
	c.Mu.RLock()
	defer c.Mu.RUnlock()
	return c.m[k]
}

// Set locks.
func (c *Config) Set(k, v string) {
	c.Mu.Lock()
	defer c.Mu.Unlock()
	c.m[k] = v
}

// RLock and RUnlock are for users that read several values.
func (c *Config) RLock()   { c.Mu.RLock() }
func (c *Config) RUnlock() { c.Mu.RUnlock() }
