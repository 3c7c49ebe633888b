// Package silent: the second RLock is of another lock, or the first is over.
package silent

import "sync"

type store struct {
	mu   sync.RWMutex
	aux  sync.RWMutex
	n    int
	next *store
	all  []*store
}

func (s *store) set(n int) {
	s.mu.Lock()
	s.aux.Lock()
	s.n = n
	s.aux.Unlock()
	s.mu.Unlock()
}

func (s *store) get() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.n
}

func (s *store) getAux() int {
	s.aux.RLock()
	defer s.aux.RUnlock()
	return s.n
}

func (s *store) otherField() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.getAux()
}

func (s *store) nextOne() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.next.get()
}

func (s *store) elements() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := 0
	for _, o := range s.all {
		if o != s {
			n += o.get()
		}
	}
	return n
}

func others(a, b *store) int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return b.get()
}

func inTurn(s *store) int {
	s.mu.RLock()
	n := s.n
	s.mu.RUnlock()
	return n + s.get()
}

func tries(s *store) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.mu.TryRLock() {
		s.mu.RUnlock()
	}
	return s.n
}

func (s *store) getAndUnlock() int {
	n := s.n
	s.mu.RUnlock()
	return n + s.get()
}

func callsGetAndUnlock(s *store) int {
	s.mu.RLock()
	return s.getAndUnlock()
}

// As in crypto/tls: let go, and take again.
func (s *store) upgrade() {
	s.mu.RUnlock()
	s.set(1)
	s.mu.RLock()
}

func callsUpgrade(s *store) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.upgrade()
	return s.n
}

func (s *store) maybe(locked bool) int {
	if !locked {
		s.mu.RLock()
		defer s.mu.RUnlock()
	}
	return s.n
}

func callsMaybe(s *store) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.maybe(true) + s.maybe(false) // want `s\.maybe read-locks s\.mu`
}

func correlated(s *store, lock bool) int {
	if lock {
		s.mu.RLock()
		defer s.mu.RUnlock()
	}
	if !lock {
		return s.get()
	}
	return s.n
}

// The mutex is a variable of this function, and so is its writer.
func local(all []int) int {
	var mu sync.RWMutex
	sum := 0
	read := func() int {
		mu.RLock()
		defer mu.RUnlock()
		return sum
	}
	mu.Lock()
	sum = len(all)
	mu.Unlock()
	mu.RLock()
	defer mu.RUnlock()
	return read()
}

// What was made here nobody writes to yet.
func fresh() int {
	s := &store{}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.get()
}

type node interface{ depth() int }

type group struct {
	mu    sync.RWMutex
	nodes []node
}

func (g *group) add(n node) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.nodes = append(g.nodes, n)
}

// A group may hold groups, which are others.
func (g *group) depth() int {
	g.mu.RLock()
	defer g.mu.RUnlock()
	d := 0
	for _, n := range g.nodes {
		d = max(d, n.depth())
	}
	return d + 1
}

type leaf struct{}

func (leaf) depth() int { return 0 }
