// Package closures: function literals are functions, too.
package closures

import (
	"sync"
	"time"
)

type store struct {
	mu     sync.Mutex
	n      int
	closed bool
}

func inGoroutine(s *store) {
	go func() {
		s.mu.Lock()
		if s.closed {
			return // want `return with s\.mu held`
		}
		s.n++
		s.mu.Unlock()
	}()
}

// As in grpc-go: the timer's func.
func inTimer(s *store) {
	time.AfterFunc(time.Second, func() {
		s.mu.Lock()
		if s.closed {
			return // want `return with s\.mu held`
		}
		s.mu.Unlock()
	})
}

func inReturned(s *store) func() bool {
	return func() bool {
		s.mu.Lock()
		if s.closed {
			return false // want `return with s\.mu held`
		}
		s.mu.Unlock()
		return true
	}
}

func called(s *store) error {
	return func() error {
		s.mu.Lock()
		if s.closed {
			return nil // want `return with s\.mu held`
		}
		s.mu.Unlock()
		return nil
	}()
}

func right(s *store) {
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.closed {
			return
		}
		s.n++
	}()
}

// The body of a range over a func returns from the function around it.
func overFunc(s *store, all func(func(int) bool)) bool {
	for n := range all {
		s.mu.Lock()
		if n == s.n {
			s.mu.Unlock()
			return true
		}
		s.n = n
		s.mu.Unlock()
	}
	return false
}

// Locked here, unlocked in literals on all ways.
func lockedOutside(s *store) {
	s.mu.Lock()
	func() {
		defer s.mu.Unlock()
		s.n++
	}()
}

// Deferred before the lock is taken, run after.
func deferredEarly(s *store) int {
	locked := false
	defer func() {
		if locked {
			s.mu.Unlock()
		}
	}()
	if s.closed {
		return 0
	}
	s.mu.Lock()
	locked = true
	return s.n
}
