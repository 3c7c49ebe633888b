// Package conditions: locks that depend on something.
package conditions

import "sync"

type store struct {
	mu   sync.Mutex
	safe bool
	n    int
}

func (s *store) inc() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

func (s *store) maybe(locked bool) {
	if !locked {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	s.n++
}

func (s *store) callsMaybe() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.maybe(true)
	s.maybe(false) // want `s\.maybe locks s\.mu`
}

// The parameter is passed on, and decided by the outermost caller.
func (s *store) passes(locked bool) { s.maybe(locked) }

func (s *store) callsPasses() {
	s.mu.Lock()
	s.passes(true)
	s.passes(false) // want `s\.passes locks s\.mu`
	s.mu.Unlock()
}

func (s *store) correlated(lock bool) {
	if lock {
		s.mu.Lock()
	}
	s.n++
	if lock {
		s.mu.Unlock()
	}
	s.inc()
}

func (s *store) oneOrOther(lock bool) {
	if lock {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	if !lock {
		s.inc()
	}
}

func (s *store) sameCondition(lock bool) {
	if lock {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	s.n++
	if lock {
		s.inc() // want `s\.inc locks s\.mu`
	}
}

// Field conditions, as long as nobody assigns the field.
func (s *store) byField() {
	if s.safe {
		s.mu.Lock()
	}
	s.n++
	if s.safe {
		s.mu.Unlock()
	}
	s.inc()
}

// Flags that follow the lock.
func (s *store) flag(all []int) {
	held := false
	for _, n := range all {
		if n > 0 && !held {
			s.mu.Lock()
			held = true
		}
		if n == 0 && held {
			s.mu.Unlock()
			held = false
		}
	}
	if held {
		s.mu.Unlock()
	}
	s.inc()
}

func (s *store) tryFlag() {
	ok := s.mu.TryLock()
	if !ok {
		s.inc()
		return
	}
	s.n++
	s.mu.Unlock()
}

// Whether it is held depends on a value that is not followed: on some path it
// is, and that path may not be one.
func (s *store) byErr(f func() error) error {
	err := f()
	if err == nil {
		s.mu.Lock()
	}
	s.n++
	if err != nil {
		s.inc()
		return err
	}
	s.mu.Unlock()
	return nil
}

// A string decides, too.
func (s *store) byMode(mode string) {
	if mode == "locked" {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	if mode == "free" {
		s.inc()
	}
}

// tracing is for whoever debugs this package.
const tracing = false

type traced struct {
	mu sync.Mutex
	n  int
}

func (t *traced) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return "traced"
}

// check only calls: it holds nothing itself.
func (t *traced) check() {
	if tracing {
		println(t.String())
	}
}

func neverTraced(t *traced) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.check()
	t.n++
}
