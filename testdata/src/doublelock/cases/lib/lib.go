// Package lib locks for its users.
package lib

import "sync"

// Box has its own methods for locking.
type Box struct {
	mu sync.Mutex
	n  int
}

func (b *Box) Lock()   { b.mu.Lock() }
func (b *Box) Unlock() { b.mu.Unlock() }

// Inc locks.
func (b *Box) Inc() {
	b.Lock()
	defer b.Unlock()
	b.n++
}

// IncLocked does not.
func (b *Box) IncLocked() { b.n++ }

// UnlockAndInc unlocks for its caller.
func (b *Box) UnlockAndInc() {
	b.mu.Unlock()
	b.Inc()
}

// Yield lets others in.
func (b *Box) Yield() {
	b.mu.Unlock()
	b.mu.Lock()
}

// Registry exports its mutex.
type Registry struct {
	Mu sync.RWMutex
	m  map[string]int
}

// Get read-locks.
func (r *Registry) Get(k string) int {
	r.Mu.RLock()
	defer r.Mu.RUnlock()
	return r.m[k]
}

// Global is locked by Bump.
var Global sync.Mutex

var count int

// Bump locks Global.
func Bump() {
	Global.Lock()
	defer Global.Unlock()
	count++
}

// Maybe locks if told to.
func (b *Box) Maybe(lock bool) {
	if lock {
		b.mu.Lock()
		defer b.mu.Unlock()
	}
	b.n++
}

// List is generic.
type List[T any] struct {
	sync.Mutex
	all []T
}

// Add locks.
func (l *List[T]) Add(v T) {
	l.Lock()
	defer l.Unlock()
	l.all = append(l.all, v)
}
