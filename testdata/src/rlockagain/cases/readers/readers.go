// Package readers: nobody locks for writing, so readers never wait.
package readers

import "sync"

type table struct {
	mu sync.RWMutex
	m  map[string]int
}

func (t *table) get(k string) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.m[k]
}

func (t *table) sum() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.get("a") + t.get("b")
}

// TryLock does not wait, and keeps nobody out while it fails.
func (t *table) try() bool {
	if t.mu.TryLock() {
		defer t.mu.Unlock()
		t.m = nil
		return true
	}
	return false
}

// The writer is another type's.
type other struct{ mu sync.RWMutex }

func (o *other) write() {
	o.mu.Lock()
	defer o.mu.Unlock()
}
