// Package fn_rangefunc: the body of a range over a func is a func of its own,
// and what calls it is not known.
package fn_rangefunc

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
		s.inc()
	}
}
