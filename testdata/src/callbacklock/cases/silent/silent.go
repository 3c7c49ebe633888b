// Package silent calls functions with a lock held that it knows, or that know
// of the lock, or calls others without it.
package silent

import (
	"context"
	"sync"
	"time"
)

// Config has hooks.
type Config struct {
	// OnChange is called while the store is locked.
	OnChange func()
	OnEvict  func() // called with mu held
	Now      func() time.Time
	Logf     func(format string, args ...any)
	Less     func(a, b string) bool
	// Done is what the package itself fills.
	Done func()
}

type Store struct {
	mu     sync.Mutex
	alone  sync.Mutex
	cfg    Config
	n      int
	cancel context.CancelFunc
	close  func()
	later  []func()
	steps  []func()
	cb     func()
}

func New(cfg Config) *Store {
	s := &Store{cfg: cfg}
	s.cfg.Done = func() { s.n = 0 }
	s.close = func() { s.n++ }
	s.steps = append(s.steps, s.first, s.second)
	return s
}

func (s *Store) first()  {}
func (s *Store) second() {}

func (s *Store) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *Store) Notify(f func()) { s.cb = f }

// The documentation says it.
func (s *Store) documentedOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.OnChange()
	s.cfg.OnEvict()
}

// Add calls f while it holds the lock.
func (s *Store) Add(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *Store) WithLock(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// A loop in the form of a function.
func (s *Store) Each(f func(int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.n {
		f(i)
	}
}

// They compute something, or log.
func (s *Store) computeOk(a, b string) (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.Logf("computing")
	return s.cfg.Now(), s.cfg.Less(a, b)
}

func (s *Store) Start(ctx context.Context, cancel context.CancelFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel = cancel
	s.cancel()
}

// What the package assigned itself.
func (s *Store) ownOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.close()
	s.cfg.Done()
	for _, f := range s.steps {
		f()
	}
}

// An unexported function is called by this package only.
func (s *Store) lockedDo(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *Store) callsOk() {
	s.lockedDo(func() { s.n++ })
	s.lockedDo(s.first)
}

// One helper for what is given and what is not.
func call(f func()) { f() }

func (s *Store) Call(f func()) { call(f) }

func (s *Store) ownHelperOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	call(func() { s.n++ })
}

func (s *Store) unlockedOk() {
	s.mu.Lock()
	f := s.cb
	s.mu.Unlock()
	if f != nil {
		f()
	}
}

// The helper unlocks.
func (s *Store) unlockedByHelperOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unlockedCall()
}

func (s *Store) unlockedCall() {
	s.mu.Unlock()
	s.cb()
	s.mu.Lock()
}

func (s *Store) goOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	go s.cb()
	s.later = append(s.later, s.cb)
}

// Nobody else takes this lock.
func (s *Store) aloneOk() {
	s.alone.Lock()
	defer s.alone.Unlock()
	s.cb()
}

func (s *Store) someOk(locked bool) {
	if locked {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	s.cb()
}
