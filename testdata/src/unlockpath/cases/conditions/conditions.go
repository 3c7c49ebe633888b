// Package conditions: locks and unlocks that depend on the same thing.
package conditions

import (
	"errors"
	"sync"
)

var errClosed = errors.New("closed")

type store struct {
	mu   sync.Mutex
	rw   sync.RWMutex
	safe bool
	n    int
}

func parameter(s *store, lock bool) int {
	if lock {
		s.mu.Lock()
	}
	n := s.n
	if lock {
		s.mu.Unlock()
	}
	return n
}

func negated(s *store, locked bool) int {
	if !locked {
		s.mu.Lock()
	}
	n := s.n
	if !locked {
		s.mu.Unlock()
	}
	return n
}

func deferred(s *store, lock bool) int {
	if lock {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	return s.n
}

func field(s *store) int {
	if s.safe {
		s.mu.Lock()
	}
	n := s.n
	if s.safe {
		s.mu.Unlock()
	}
	return n
}

func compared(s *store, mode int) {
	if mode == 1 {
		s.mu.Lock()
	}
	s.n++
	if mode == 1 {
		s.mu.Unlock()
	}
}

func switched(s *store, mode string) {
	switch mode {
	case "read":
		s.rw.RLock()
	case "write":
		s.rw.Lock()
	}
	s.n++
	switch mode {
	case "read":
		s.rw.RUnlock()
	case "write":
		s.rw.Unlock()
	}
}

func flag(s *store, all []int) {
	held := false
	for _, n := range all {
		if n > 0 && !held {
			s.mu.Lock()
			held = true
		}
	}
	if held {
		s.mu.Unlock()
	}
}

func flagInDefer(s *store, f func() error) error {
	unlocked := false
	s.mu.Lock()
	defer func() {
		if !unlocked {
			s.mu.Unlock()
		}
	}()
	if s.n == 0 {
		s.mu.Unlock()
		unlocked = true
		return f()
	}
	return nil
}

func byError(s *store, f func() error) error {
	err := f()
	if err == nil {
		s.mu.Lock()
	}
	s.n++
	if err != nil {
		return err
	}
	s.mu.Unlock()
	return nil
}

func byNil(s *store, other *store) {
	if other != nil {
		other.mu.Lock()
	}
	s.n++
	if other != nil {
		other.mu.Unlock()
	}
}

func try(s *store) bool {
	if !s.mu.TryLock() {
		return false
	}
	s.n++
	s.mu.Unlock()
	return true
}

func tryOK(s *store) {
	ok := s.mu.TryLock()
	s.n++
	if ok {
		s.mu.Unlock()
	}
}

func tryDefer(s *store) bool {
	if s.mu.TryLock() {
		defer s.mu.Unlock()
		s.n++
		return true
	}
	return false
}

func tryReturned(s *store) bool { return s.mu.TryLock() }

// The condition is not the same one.
func otherCondition(s *store, a, b bool) error {
	if a {
		s.mu.Lock()
	}
	s.n++
	if b {
		s.mu.Unlock()
	}
	return nil
}

type table struct {
	mu sync.Mutex
	n  int
}

// The same condition, and one way out too many.
func oneTooMany(s *table, lock bool) error {
	if lock {
		s.mu.Lock()
	}
	if s.n == 0 {
		return errClosed // want `return with s\.mu held`
	}
	if lock {
		s.mu.Unlock()
	}
	return nil
}
