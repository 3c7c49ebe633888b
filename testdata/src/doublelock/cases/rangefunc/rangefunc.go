// Package rangefunc: the body of a range over a func is run by that func, at once.
package rangefunc

import "sync"

type store struct {
	mu sync.Mutex
	n  int
}

func (s *store) inc() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

func overFunc(s *store, all func(func(int) bool)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range all {
		s.inc() // want `s\.inc locks s\.mu, which is already locked since L18`
	}
}

func inBody(s *store, all func(func(int) bool)) {
	for range all {
		s.mu.Lock()
		s.inc() // want `s\.inc locks s\.mu`
		s.mu.Unlock()
	}
	s.inc()
}

// Which of the rounds unlocks is not known.
func unlocksInBody(s *store, all func(func(int) bool)) {
	s.mu.Lock()
	for n := range all {
		if n == 0 {
			s.mu.Unlock()
		}
	}
	s.inc()
}

func breaks(s *store, all func(func(int) bool)) {
	for n := range all {
		s.mu.Lock()
		if n == 0 {
			s.mu.Unlock()
			break
		}
		s.mu.Unlock()
	}
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}
