// Package fn_recovered: the program goes on after a panic, without the unlock.
package fn_recovered

import "sync"

type store struct {
	mu sync.Mutex
	n  int
}

// Panics are not followed, even where they are recovered here.
func recovers(s *store) (err any) {
	defer func() { err = recover() }()
	s.mu.Lock()
	if s.n < 0 {
		panic("negative")
	}
	s.mu.Unlock()
	return nil
}

func recoversAndUnlocks(s *store) {
	defer func() {
		recover()
		s.mu.Unlock()
	}()
	s.mu.Lock()
	if s.n < 0 {
		panic("negative")
	}
}
