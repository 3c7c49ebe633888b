// Package generics: type parameters do not matter.
package generics

import "sync"

type set[T comparable] struct {
	mu sync.Mutex
	m  map[T]bool
}

func (s *set[T]) add(v T) bool {
	s.mu.Lock()
	if s.m[v] {
		return false // want `return with s\.mu held`
	}
	s.m[v] = true
	s.mu.Unlock()
	return true
}

func addAll[T comparable](s *set[T], all []T) {
	for _, v := range all {
		s.mu.Lock()
		if s.m[v] {
			continue // want `continue with s\.mu held`
		}
		s.m[v] = true
		s.mu.Unlock()
	}
}

func use(a *set[int], b *set[string]) {
	a.add(1)
	b.add("")
	addAll(a, []int{1})
}
