// Package lib has a lock of its own.
package lib

import "sync"

// Box has its own methods for locking.
type Box struct {
	Mu sync.Mutex
	mu sync.Mutex
	N  int
}

func (b *Box) Lock()   { b.mu.Lock() }
func (b *Box) Unlock() { b.mu.Unlock() }

// Leave unlocks.
func (b *Box) Leave() {
	b.N++
	b.Mu.Unlock()
}
