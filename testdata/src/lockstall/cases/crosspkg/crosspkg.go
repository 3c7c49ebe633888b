// Package crosspkg waits in another package.
package crosspkg

import (
	"sync"

	"github.com/asynclint/asynclint/testdata/src/lockstall/cases/crosspkg/lib"
)

type server struct {
	mu    sync.Mutex
	guard lib.Guard
	n     int
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *server) askBad(url string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return lib.Ask(url) // want `lib.Ask leads to net/http.Get, which waits for the network while s.mu is held: every other user of s.mu, such as \(\*crosspkg.server\).count, waits as long`
}

// A sleep in a callee is a pause between two tries, as a rule.
func (s *server) settleOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	lib.Settle(func() bool { return s.n > 0 })
}

func (s *server) startOk(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lib.Start(url)
}

func (s *server) afterOk(url string) error {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	return lib.Ask(url)
}
