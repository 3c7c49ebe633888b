// Package closures: function literals, method values, and goroutines.
package closures

import "sync"

type store struct {
	mu   sync.RWMutex
	once sync.Once
	n    int
	subs []func() int
}

func (s *store) set(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n = n
}

func (s *store) get() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.n
}

func calledAtOnce(s *store) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return func() int {
		return s.get() // want `s\.get read-locks s\.mu, which is already read-locked since L26`
	}()
}

func methodValue(s *store) int {
	get := s.get
	s.mu.RLock()
	defer s.mu.RUnlock()
	return get() // want `get read-locks s\.mu`
}

func deferredLiteral(s *store) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	defer func() {
		s.mu.RLock() // want `s\.mu\.RLock\(\): s\.mu is already read-locked since L41`
		s.mu.RUnlock()
	}()
}

func doOnce(s *store) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.once.Do(func() { s.get() }) // want `s\.get read-locks s\.mu`
}

func literalUnlocksFirst(s *store) {
	s.mu.RLock()
	defer func() {
		s.mu.RUnlock()
		s.get()
	}()
}

func inGoroutine(s *store) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	go s.get()
	go func() {
		s.mu.RLock()
		defer s.mu.RUnlock()
	}()
}

func byGroup(s *store, wg *sync.WaitGroup) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	wg.Go(func() { s.get() })
}

func stored(s *store) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.subs = append(s.subs, func() int { return s.get() })
}

func returned(s *store) func() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.get
}

func unknown(s *store, f func() int) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return f()
}
