// Package releases: callees unlock.
package releases

import "sync"

type conn struct {
	mu     sync.Mutex
	n      int
	closed bool
}

func (c *conn) unlock() { c.mu.Unlock() }

func (c *conn) closeAndUnlock() {
	c.closed = true
	c.mu.Unlock()
}

func unlock(mu *sync.Mutex) { mu.Unlock() }

func byMethod(c *conn) {
	c.mu.Lock()
	if c.closed {
		c.unlock()
		return
	}
	c.closeAndUnlock()
}

func byFunction(c *conn) {
	c.mu.Lock()
	defer unlock(&c.mu)
	if c.closed {
		return
	}
	c.n++
}

func byLiteral(c *conn) {
	c.mu.Lock()
	leave := func() { c.mu.Unlock() }
	if c.closed {
		leave()
		return
	}
	c.n++
	leave()
}

func byMethodValue(c *conn) {
	c.mu.Lock()
	leave := c.mu.Unlock
	defer leave()
	if c.closed {
		return
	}
	c.n++
}

// fsUnlock of nats-server: once, whoever comes first.
func byOnce(c *conn) {
	var once sync.Once
	c.mu.Lock()
	leave := func() { once.Do(c.mu.Unlock) }
	defer leave()
	if c.closed {
		leave()
		return
	}
	c.n++
}

func (c *conn) sometimes() {
	if c.closed {
		c.mu.Unlock()
	}
}

func bySometimes(c *conn) {
	c.mu.Lock()
	c.sometimes()
	if c.n == 0 {
		return
	}
	c.mu.Unlock()
}

// The callee unlocks, and a way out before it does not.
func beforeCallee(c *conn) int {
	c.mu.Lock()
	if c.n == 0 {
		return 0
	}
	c.closeAndUnlock()
	return 1
}
