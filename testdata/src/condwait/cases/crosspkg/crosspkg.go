// Package crosspkg waits in another package.
package crosspkg

import (
	"sync"

	"github.com/asynclint/asynclint/testdata/src/condwait/cases/crosspkg/lib"
)

type server struct {
	mu    sync.Mutex
	queue *lib.Queue
	n     int

	cond sync.Cond
}

func newServer() *server {
	s := &server{queue: lib.New()}
	s.cond.L = &s.mu
	return s
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *server) nextBad() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.Get() // want `s.queue.Get waits on a sync.Cond while s.mu is held: Wait unlocks only the condition's own mutex, so every user of s.mu, such as \(\*crosspkg.server\).count, waits for the signal too; unlock it before`
	s.n++
}

func (s *server) afterOk() {
	s.queue.Get()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

func (s *server) tryOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.queue.TryGet() {
		s.n++
	}
}

// s.mu is the mutex of the condition that is passed on.
func (s *server) awaitOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	lib.Await(&s.cond, func() bool { return s.n > 0 })
}
