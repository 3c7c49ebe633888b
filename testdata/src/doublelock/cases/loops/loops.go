// Package loops: what a round leaves behind.
package loops

import "sync"

type store struct {
	mu sync.Mutex
	n  int
}

// unlockpath tells of this one.
func forgets(s *store, all []int) {
	for _, n := range all {
		s.mu.Lock()
		if n == 0 {
			continue
		}
		s.n += n
		s.mu.Unlock()
	}
}

func (s *store) inc() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

func balanced(s *store, all []int) {
	for _, n := range all {
		s.mu.Lock()
		if n == 0 {
			s.mu.Unlock()
			continue
		}
		if n < 0 {
			s.mu.Unlock()
			break
		}
		s.n += n
		s.mu.Unlock()
		s.inc()
	}
	s.inc()
}

func labelled(s *store, all [][]int) {
outer:
	for _, row := range all {
		s.mu.Lock()
		for _, n := range row {
			if n == 0 {
				s.mu.Unlock()
				continue outer
			}
			s.n += n
		}
		s.mu.Unlock()
	}
	s.inc()
}

func breaksOutHeld(s *store, all []int) {
	for _, n := range all {
		s.mu.Lock()
		if n == 0 {
			break
		}
		s.mu.Unlock()
	}
	// Held or not, as the loop ended.
	s.n++
}

// Unlocked in the middle and locked again at the end of the round.
func inside(s *store, all []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range all {
		s.mu.Unlock()
		s.inc()
		s.mu.Lock()
	}
}

func afterLoop(s *store, all []int) {
	s.mu.Lock()
	for range all {
		s.n++
	}
	s.inc() // want `s\.inc locks s\.mu`
	s.mu.Unlock()
}

func perElement(stores []*store) {
	for _, s := range stores {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
}
