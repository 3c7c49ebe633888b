// Package closures: function literals and method values.
package closures

import (
	"slices"
	"sync"
)

type store struct {
	mu   sync.Mutex
	once sync.Once
	n    int
	subs []func()
}

func (s *store) inc() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

func calledAtOnce(s *store) {
	s.mu.Lock()
	defer s.mu.Unlock()
	func() {
		s.inc() // want `s\.inc locks s\.mu`
	}()
}

func namedLiteral(s *store) {
	reset := func() {
		s.mu.Lock()
		s.n = 0
		s.mu.Unlock()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	reset() // want `reset locks s\.mu`
}

func methodValue(s *store) {
	inc := s.inc
	s.mu.Lock()
	defer s.mu.Unlock()
	inc() // want `inc locks s\.mu`
}

func doOnce(s *store) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.once.Do(func() {
		s.mu.Lock() // want `s\.mu is already locked since L49`
		s.n = 1
		s.mu.Unlock()
	})
}

func doOnceMethod(s *store) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.once.Do(s.inc) // want `s\.once\.Do locks s\.mu`
}

// lockedFrom locks in a literal that it calls, and keeps the lock.
func lockedInLiteral(s *store) {
	func() { s.mu.Lock() }()
	defer s.mu.Unlock()
	s.inc() // want `s\.inc locks store\.mu`
}

// The literal runs later: nothing is held then, or something else.
func storedLiteral(s *store) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.subs = append(s.subs, func() { s.inc() })
}

func returnedLiteral(s *store) func() {
	s.mu.Lock()
	defer s.mu.Unlock()
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.n--
	}
}

func unlockInLiteral(s *store) {
	s.mu.Lock()
	release := func() { s.mu.Unlock() }
	release()
	s.inc()
}

func unlockByMethodValue(s *store) {
	s.mu.Lock()
	release := s.mu.Unlock
	release()
	s.inc()
}

// The func does something else each time.
func reassigned(s *store, f func()) {
	g := func() { s.inc() }
	if f != nil {
		g = f
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	g()
}

func unknownFunc(s *store, f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// What a sort calls, it calls at once; the literal locks something else.
func sorted(s *store, other *store, all []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(all, func(a, b int) int {
		other.inc()
		return a - b
	})
}
