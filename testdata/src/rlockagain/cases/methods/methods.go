// Package methods: the second RLock, here and in callees.
package methods

import "sync"

type store struct {
	mu sync.RWMutex
	m  map[string]int
}

func (s *store) set(k string, v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k] = v
}

func (s *store) get(k string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[k]
}

func (s *store) both(a, b string) int { return s.get(a) + s.get(b) }

func get(s *store, k string) int { return s.get(k) }

func (s *store) direct() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.mu.RLock() // want `s\.mu\.RLock\(\): s\.mu is already read-locked since L28; a Lock that comes in between`
	defer s.mu.RUnlock()
	return len(s.m)
}

func (s *store) sum() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := 0
	for k := range s.m {
		n += s.get(k) // want `s\.get read-locks s\.mu, which is already read-locked since L36`
	}
	return n
}

func (s *store) twoDeep() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.both("a", "b") // want `s\.both read-locks s\.mu`
}

func (s *store) byFunction() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return get(s, "a") // want `get read-locks s\.mu`
}

func (s *store) onOnePath(k string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	switch k {
	case "":
		return s.get("default") // want `s\.get read-locks s\.mu`
	}
	return s.m[k]
}

func (s *store) inSelect(keys chan string, quit chan bool) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	select {
	case k := <-keys:
		return s.get(k) // want `s\.get read-locks s\.mu`
	case <-quit:
		return 0
	}
}

func (s *store) acquire() { s.mu.RLock() }

func (s *store) release() { s.mu.RUnlock() }

func (s *store) byWrapper() int {
	s.acquire()
	defer s.release()
	return s.get("a") // want `s\.get read-locks store\.mu, which is already read-locked since L83`
}

func (s *store) tryThen() int {
	if s.mu.TryRLock() {
		defer s.mu.RUnlock()
		return s.get("a") // want `s\.get read-locks s\.mu`
	}
	return 0
}

func (s *store) deferred() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	defer s.get("a") // want `s\.get read-locks s\.mu`
}

func (s *store) deferredBefore() {
	s.mu.RLock()
	defer s.get("a")
	defer s.mu.RUnlock()
}

func (s *store) recursive(n int) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if n == 0 {
		return len(s.m)
	}
	return s.recursive(n - 1) // want `s\.recursive read-locks s\.mu`
}

func (s *store) ignored() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.get("a") //asynclint:ignore rlockagain written before this is called
}

// Another lock check tells of these: no writer is needed.
func (s *store) upgrade() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.set("a", 1) // also: doublelock
}

func (s *store) readUnderWrite() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.get("a") // also: doublelock
}

type set[T comparable] struct {
	mu sync.RWMutex
	m  map[T]bool
}

func (s *set[T]) add(v T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[v] = true
}

func (s *set[T]) has(v T) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[v]
}

func (s *set[T]) hasAll(all []T) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, v := range all {
		if !s.has(v) { // want `s\.has read-locks s\.mu`
			return false
		}
	}
	return true
}

func instance(s *set[int]) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.has(1) // want `s\.has read-locks s\.mu`
}
