// Package store is the lower of two packages.
package store

import "sync"

// Store has a mutex that importers use, too.
type Store struct {
	Mu sync.Mutex
	mu sync.Mutex // of the statistics

	n int
}

// Observer is told of changes.
type Observer struct{ Mu sync.Mutex }

// Lock and Unlock are wrappers.
func (s *Store) Lock()   { s.mu.Lock() }
func (s *Store) Unlock() { s.mu.Unlock() }

// Add locks the store.
func (s *Store) Add() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

// Notify locks the store, and under it the observer.
func (s *Store) Notify(o *Observer) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	o.Mu.Lock()
	o.Mu.Unlock()
}

// Quiet is Notify without the lock of the store.
func (s *Store) Quiet(o *Observer) {
	o.Mu.Lock()
	o.Mu.Unlock()
}
