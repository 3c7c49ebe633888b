// Package fn_rangefunc: the body of a range over a func is a func of its own,
// in which return and continue are spelt otherwise.
package fn_rangefunc

import "sync"

type store struct {
	mu sync.Mutex
	n  int
}

func continues(s *store, all func(func(int) bool)) {
	for n := range all {
		s.mu.Lock()
		if n == 0 {
			continue
		}
		s.n = n
		s.mu.Unlock()
	}
}
