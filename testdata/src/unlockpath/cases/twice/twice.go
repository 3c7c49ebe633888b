// Package twice: unlocks of what the path has unlocked.
package twice

import "sync"

type store struct {
	mu     sync.Mutex
	rw     sync.RWMutex
	n      int
	closed bool
}

func direct(s *store) {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	s.mu.Unlock() // want `s\.mu\.Unlock\(\) of a lock that this path has unlocked already: the program dies with "sync: unlock of unlocked mutex"`
}

func onOnePath(s *store) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
	}
	s.mu.Unlock() // want `s\.mu\.Unlock\(\) of a lock that this path has unlocked already`
}

func deferredToo(s *store) {
	s.mu.Lock()
	defer s.mu.Unlock() // want `s\.mu\.Unlock\(\) of a lock that this path has unlocked already`
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.n++
}

func twoDeferred(s *store) {
	s.mu.Lock()
	defer s.mu.Unlock() // want `unlocked already`
	defer s.mu.Unlock()
	s.n++
}

func read(s *store) {
	s.rw.RLock()
	s.rw.RUnlock()
	s.rw.RUnlock() // want `s\.rw\.RUnlock\(\) of a lock that this path has unlocked already`
}

func inLoop(s *store, all []int) {
	s.mu.Lock()
	for range all {
		s.n++
		s.mu.Unlock() // want `unlocked already`
	}
}

// Locked again in between.
func again(s *store) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mu.Unlock()
	s.n++
	s.mu.Lock()
}

func readTwice(s *store) {
	s.rw.RLock()
	s.rw.RLock()
	s.rw.RUnlock()
	s.rw.RUnlock()
}

// A callee locks it again.
func (s *store) relock() { s.mu.Lock() }

func byCallee(s *store) {
	s.mu.Lock()
	s.mu.Unlock()
	s.relock()
	s.mu.Unlock()
}

func byFunc(s *store, f func()) {
	s.mu.Lock()
	s.mu.Unlock()
	f()
	s.mu.Unlock()
}

// The caller's lock, given back.
func callers(s *store) {
	s.mu.Unlock()
	s.n++
	s.mu.Lock()
}

func correlated(s *store, f func() error) error {
	s.mu.Lock()
	err := f()
	if err != nil {
		s.mu.Unlock()
	}
	s.n++
	if err == nil {
		s.mu.Unlock()
	}
	return err
}

func flag(s *store) {
	s.mu.Lock()
	locked := true
	defer func() {
		if locked {
			s.mu.Unlock()
		}
	}()
	if s.closed {
		s.mu.Unlock()
		locked = false
	}
}

func others(a, b *store) {
	a.mu.Lock()
	b.mu.Lock()
	a.mu.Unlock()
	b.mu.Unlock()
}

func reassigned(a, b *store) {
	s := a
	s.mu.Lock()
	b.mu.Lock()
	s.mu.Unlock()
	s = b
	s.mu.Unlock()
}

type list struct{ cur *store }

func movesOn(l *list, next *store) {
	l.cur.mu.Lock()
	next.mu.Lock()
	l.cur.mu.Unlock()
	l.cur = next
	l.cur.mu.Unlock()
}
