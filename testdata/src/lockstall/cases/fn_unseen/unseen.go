// Package fn_unseen has what the check does not see, and could.
package fn_unseen

import (
	"net/http"
	"sync"
)

type state struct {
	mu sync.Mutex
	n  int
}

func (s *state) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

// A deferred call runs before the deferred unlock.
func (s *state) deferred(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer http.Get(url)
	s.n++
}

// All callers hold it.
func (s *state) fetchLocked(url string) { http.Get(url) }

// Too far away: the more calls, the less sure that all of them go there.
func (s *state) one(url string)   { s.two(url) }
func (s *state) two(url string)   { s.three(url) }
func (s *state) three(url string) { http.Get(url) }

func (s *state) far(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.one(url)
}

// In a variable that is assigned twice.
func (s *state) variable(url string, quiet bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	get := http.Get
	if quiet {
		get = http.Head
	}
	get(url)
}

// Ledger is exported with its mutex: its other users are in other packages.
type Ledger struct{ Mu sync.Mutex }

func (l *Ledger) update(url string) {
	l.Mu.Lock()
	defer l.Mu.Unlock()
	http.Get(url)
}
