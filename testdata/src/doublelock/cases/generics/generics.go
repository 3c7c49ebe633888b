// Package generics: type parameters do not matter.
package generics

import "sync"

type set[T comparable] struct {
	mu sync.Mutex
	m  map[T]bool
}

func (s *set[T]) has(v T) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[v]
}

func (s *set[T]) add(v T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.has(v) { // want `s\.has locks s\.mu`
		s.m[v] = true
	}
}

func addAll[T comparable](s *set[T], all []T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range all {
		s.add(v) // want `s\.add locks s\.mu`
	}
}

func instance(s *set[string]) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.has("a") // want `s\.has locks s\.mu`
}

func isIn[T comparable](s *set[T], v T) bool { return s.has(v) }

func functionInstance(s *set[string]) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return isIn(s, "a") // want `isIn locks s\.mu`
}

func otherInstance(a *set[string], b *set[int]) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return b.has(1)
}
