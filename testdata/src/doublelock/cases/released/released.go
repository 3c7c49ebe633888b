// Package released: callees that unlock what their caller holds.
package released

import "sync"

type conn struct {
	mu     sync.Mutex
	rw     sync.RWMutex
	closed bool
}

func (c *conn) close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
}

func (c *conn) unlockAndClose() {
	c.mu.Unlock()
	c.close()
}

func (c *conn) callsAndUnlock() {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return
	}
	c.unlockAndClose()
}

// resetTransportAndUnlock of grpc-go: every way out unlocks.
func (c *conn) resetAndUnlock(again bool) {
	if c.closed {
		c.mu.Unlock()
		return
	}
	c.mu.Unlock()
	if again {
		c.mu.Lock()
		c.closed = false
		c.mu.Unlock()
	}
}

func (c *conn) callsReset() {
	c.mu.Lock()
	c.resetAndUnlock(true)
	c.mu.Lock()
	c.mu.Unlock() // also: SA2001
}

// As in crypto/tls: the read lock is changed into a write lock and back.
func (c *conn) upgrade() {
	c.rw.RUnlock()
	c.rw.Lock()
	c.closed = true
	c.rw.Unlock()
	c.rw.RLock()
}

func (c *conn) callsUpgrade() {
	c.rw.RLock()
	defer c.rw.RUnlock()
	if !c.closed {
		c.upgrade()
	}
}

// Unlocked while a callback runs.
func (c *conn) unlocked(f func()) {
	c.mu.Unlock()
	defer c.mu.Lock()
	f()
}

func (c *conn) callsUnlocked() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unlocked(func() {})
	c.closed = true
}

func (c *conn) unlocksForAWhile() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.mu.Unlock()
	c.close()
	c.mu.Lock()
}

// On some path it unlocks: then nothing is known.
func (c *conn) sometimesUnlocks(b bool) {
	if b {
		c.mu.Unlock()
	}
}

func (c *conn) callsSometimes(b bool) {
	c.mu.Lock()
	c.sometimesUnlocks(b)
	if b {
		c.close()
	}
}

// Two deep.
func (c *conn) finish() { c.unlockAndClose() }

func (c *conn) callsFinish() {
	c.mu.Lock()
	c.finish()
	c.close()
}

// The callee locks, and its caller unlocks.
func (c *conn) begin() bool {
	c.mu.Lock()
	return c.closed
}

func (c *conn) callsBegin() {
	if c.begin() {
		c.mu.Unlock()
		c.close()
		return
	}
	c.mu.Unlock()
}
