// Package direct: two Lock calls in one function.
package direct

import "sync"

type store struct {
	mu sync.Mutex
	n  int
}

func twice(s *store) {
	s.mu.Lock()
	s.n++
	s.mu.Lock() // want `s\.mu\.Lock\(\): s\.mu is already locked since L12 and locks are not re-entrant`
	s.n++
}

func deferredLock(s *store) {
	s.mu.Lock()
	defer s.mu.Lock() // also: SA2003 // want `s\.mu is already locked since L19`
	s.n++
}

func onOnePath(s *store, inc bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if inc {
		s.mu.Lock() // want `s\.mu is already locked since L25`
		s.n++
	}
}

func inSwitch(s *store, kind int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch kind {
	case 0:
		s.n++
	case 1:
		s.mu.Lock() // want `already locked since L34`
	default:
	}
}

func inSelect(s *store, quit chan bool, in chan int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-quit:
	case n := <-in:
		s.mu.Lock() // want `already locked since L46`
		s.n = n
	}
}

// The first round locks, the second part of it locks again.
func inLoop(s *store, all []int) {
	for _, n := range all {
		s.mu.Lock()
		if n > 0 {
			s.mu.Lock() // want `already locked since L59`
		}
		s.n += n
		s.mu.Unlock()
	}
}

func unlockedBetween(s *store) {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func otherBranch(s *store, a bool) {
	if a {
		s.mu.Lock()
	} else {
		s.mu.Lock()
	}
	s.n++
	s.mu.Unlock()
}

func ignored(s *store) {
	s.mu.Lock()
	s.mu.Lock() //asynclint:ignore doublelock parks this goroutine on purpose
}
