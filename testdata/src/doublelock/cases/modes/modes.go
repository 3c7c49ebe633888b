// Package modes: read locks, write locks and attempts.
package modes

import "sync"

type store struct {
	mu sync.RWMutex
	m  map[string]int
}

func (s *store) get(k string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[k]
}

func (s *store) set(k string, v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k] = v
}

func (s *store) readUnderWrite(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k] = s.get("default") // want `s\.get locks s\.mu, which is already locked since L24`
}

func (s *store) upgrade(k string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if _, ok := s.m[k]; !ok {
		s.set(k, 0) // want `s\.set locks s\.mu, which is already read-locked since L30`
	}
}

func (s *store) upgradeDirect(k string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.mu.Lock() // want `s\.mu\.Lock\(\): s\.mu is already read-locked since L38`
	s.m[k] = 1
	s.mu.Unlock()
}

func (s *store) readAgain(k string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.get(k) // rlockagain
}

func (s *store) tryThenLock() {
	if s.mu.TryLock() {
		s.mu.Lock() // want `s\.mu is already locked since L52`
	}
}

func (s *store) lockThenTry(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mu.TryLock() {
		s.m[k]++
	}
	if s.mu.TryRLock() {
		s.m[k]++
	}
}

func (s *store) tryOrLock(k string) {
	if !s.mu.TryLock() {
		s.mu.Lock()
	}
	s.m[k]++
	s.mu.Unlock()
}

func (s *store) triedAndUnlocked(k string) {
	ok := s.mu.TryLock()
	if ok {
		s.m[k]++
		s.mu.Unlock()
	}
	s.set(k, 1)
}

func (s *store) downgrade(k string) int {
	s.mu.Lock()
	s.m[k]++
	s.mu.Unlock()
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[k]
}
