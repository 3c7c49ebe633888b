// Package acquire: functions that are meant to keep the lock.
package acquire

import (
	"errors"
	"sync"
)

var errClosed = errors.New("closed")

// Store can be unlocked by who uses it.
type Store struct {
	Mu     sync.Mutex
	mu     sync.Mutex
	n      int
	closed bool
}

func (s *Store) lock() { s.mu.Lock() }

func (s *Store) unlock() { s.mu.Unlock() }

func (s *Store) lockAndCount() int {
	s.mu.Lock()
	s.n++
	return s.n
}

// Success keeps the lock, and failure does not.
func (s *Store) Acquire() error {
	s.Mu.Lock()
	if s.closed {
		s.Mu.Unlock()
		return errClosed
	}
	return nil
}

func (s *Store) TryAcquire() bool {
	s.Mu.Lock()
	if s.closed {
		s.Mu.Unlock()
		return false
	}
	return true
}

func (s *Store) find(k int) *Store {
	s.Mu.Lock()
	if s.n == k {
		return s
	}
	s.Mu.Unlock()
	return nil
}

func (s *Store) acquire() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return errClosed
	}
	return nil
}

// One of the failures keeps it.
func (s *Store) acquireSome(k int) error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return errClosed
	}
	if k == 0 {
		return errClosed // want `return with s\.mu held`
	}
	return nil
}

// hidden has no unlock elsewhere: nobody could mean to keep it.
type hidden struct {
	mu     sync.Mutex
	closed bool
}

func (h *hidden) check() error {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return errClosed
	}
	return nil // want `return with h\.mu held`
}

func (h *hidden) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return 1
}
