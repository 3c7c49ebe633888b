// Package releaser has locking calls that return the unlock.
package releaser

import "sync"

type table struct {
	mu   sync.Mutex
	rows map[string]int
}

func (t *table) lock() func() {
	t.mu.Lock()
	return t.mu.Unlock
}

func (t *table) lockNamed() (unlock func(), n int) {
	t.mu.Lock()
	return func() { t.mu.Unlock() }, len(t.rows)
}

func (t *table) dropOk() {
	defer t.lock()()
	clear(t.rows)
}

// twiceOk drops twice, and each time the lock is free again.
func (t *table) twiceOk() {
	t.dropOk()
	t.dropOk()
}

func (t *table) loopOk(n int) {
	for range n {
		t.dropOk()
	}
}

func (t *table) variableOk() int {
	unlock, n := t.lockNamed()
	n++
	unlock()
	t.dropOk()
	return n
}

// nestedBad needs the lock once more before it gives it back.
func (t *table) nestedBad() {
	defer t.lock()()
	t.dropOk() // want `t.dropOk locks .*`
}
