// Package callees: the second Lock is in a function that is called.
package callees

import "sync"

type server struct {
	mu    sync.Mutex
	conns map[int]bool
	once  sync.Once
}

func (s *server) drop(id int) {
	s.mu.Lock()
	delete(s.conns, id)
	s.mu.Unlock()
}

func (s *server) reset() { s.dropAll() }

func (s *server) dropAll() {
	for id := range s.conns {
		s.drop(id)
	}
}

func drop(s *server, id int) { s.drop(id) }

func lock(mu *sync.Mutex) { mu.Lock() }

func unlock(mu *sync.Mutex) { mu.Unlock() }

func (s *server) byMethod() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(1) // want `s\.drop locks s\.mu, which is already locked since L33`
}

func (s *server) threeDeep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reset() // want `s\.reset locks s\.mu, which is already locked since L39`
}

func (s *server) byFunction() {
	s.mu.Lock()
	defer s.mu.Unlock()
	drop(s, 2) // want `drop locks s\.mu`
}

func (s *server) byMethodExpression() {
	s.mu.Lock()
	defer s.mu.Unlock()
	(*server).drop(s, 2) // want `drop locks s\.mu`
}

// The lock is taken by a wrapper, which gets the mutex itself.
func (s *server) byWrappers() {
	lock(&s.mu)
	lock(&s.mu) // want `lock locks server\.mu, which is already locked since L58`
	unlock(&s.mu)
}

func (s *server) acquire() { s.mu.Lock() }

func (s *server) release() { s.mu.Unlock() }

func (s *server) afterWrapper() {
	s.acquire()
	defer s.release()
	s.drop(3) // want `s\.drop locks server\.mu, which is already locked since L68`
}

func (s *server) onlyOnFailure(check func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := check(); err != nil {
		s.drop(4) // want `s\.drop locks s\.mu`
		return err
	}
	return nil
}

func (s *server) inReturn() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count() // want `s\.count locks s\.mu`
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// One report for each call, however many locks the callee takes.
func (s *server) both() {
	s.drop(1)
	s.drop(2)
}

func (s *server) callsBoth() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.both() // want `s\.both locks s\.mu`
}

func (s *server) afterUnlock() {
	s.mu.Lock()
	n := len(s.conns)
	s.mu.Unlock()
	s.drop(n)
}

func (s *server) wrappersInTurn() {
	s.acquire()
	s.release()
	lock(&s.mu)
	unlock(&s.mu)
	s.drop(5)
}
