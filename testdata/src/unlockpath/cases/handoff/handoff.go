// Package handoff: somebody else unlocks.
package handoff

import (
	"errors"
	"sync"
	"time"
)

var errClosed = errors.New("closed")

type store struct {
	mu     sync.Mutex
	n      int
	closed bool
	undo   func()
}

func toGoroutine(s *store) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	go func() {
		defer s.mu.Unlock()
		s.n++
	}()
}

func toReturnedFunc(s *store) (func(), error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, errClosed
	}
	return func() { s.mu.Unlock() }, nil
}

func toReturnedMethod(s *store) (func(), error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, errClosed
	}
	return s.mu.Unlock, nil
}

func toField(s *store) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.undo = func() { s.mu.Unlock() }
}

func toTimer(s *store) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	time.AfterFunc(time.Second, s.mu.Unlock)
}

func passed(s *store, then func(func())) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	then(func() { s.mu.Unlock() })
}

func (s *store) release() {
	s.n = 0
	s.mu.Unlock()
}

func toMethodValue(s *store) (func(), error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, errClosed
	}
	return s.release, nil
}

// A transaction, as in etcd: the object that is returned unlocks.
type txn struct{ s *store }

func (t *txn) end() { t.s.mu.Unlock() }

func (s *store) begin() (*txn, error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, errClosed
	}
	return &txn{s}, nil
}

func (s *store) beginOrNil() *txn {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	return &txn{s}
}

// The caller unlocks by a method of the same object.
type gate struct {
	mu   sync.Mutex
	open bool
}

func (g *gate) enter() bool {
	g.mu.Lock()
	if !g.open {
		g.mu.Unlock()
		return false
	}
	return true
}

func (g *gate) leave() { g.mu.Unlock() }

func (g *gate) use() {
	if g.enter() {
		defer g.leave()
		g.open = false
	}
}

// A goroutine of another function, by a channel that both know.
type worker struct {
	mu   sync.Mutex
	jobs chan int
}

func (w *worker) submit(n int) {
	w.mu.Lock()
	if n == 0 {
		w.mu.Unlock()
		return
	}
	w.jobs <- n
}

func (w *worker) run() {
	for range w.jobs {
		w.mu.Unlock()
	}
}

// The literal that is only deferred here unlocks for this function.
func deferredLiteral(s *store) {
	s.mu.Lock()
	defer func() { s.mu.Unlock() }()
	if s.closed {
		return
	}
	s.n++
}
