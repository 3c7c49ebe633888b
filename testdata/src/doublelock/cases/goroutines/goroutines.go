// Package goroutines: a new goroutine holds nothing, and may wait.
package goroutines

import (
	"sync"
	"time"
)

type store struct {
	mu sync.Mutex
	n  int
}

func (s *store) inc() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

func (s *store) inGoroutine() {
	s.mu.Lock()
	defer s.mu.Unlock()
	go s.inc()
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.n++
	}()
}

func (s *store) byWaitGroup(wg *sync.WaitGroup) {
	s.mu.Lock()
	defer s.mu.Unlock()
	wg.Go(s.inc)
}

func (s *store) byTimer() {
	s.mu.Lock()
	defer s.mu.Unlock()
	time.AfterFunc(time.Second, func() { s.inc() })
}

func (s *store) insideGoroutine() {
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.inc() // want `s\.inc locks s\.mu`
	}()
}

func start(f func()) { go f() }

func (s *store) startedElsewhere() {
	s.mu.Lock()
	defer s.mu.Unlock()
	start(func() { s.inc() })
}

// The mutex is a signal: the second Lock waits until the goroutine unlocks.
func signal(work func()) {
	var mu sync.Mutex
	mu.Lock()
	go func() {
		work()
		mu.Unlock()
	}()
	mu.Lock()
}
