// Package held calls back with a lock held.
package held

import "sync"

// Hooks are fields that others fill.
type Hooks struct {
	OnStart func(name string)
	OnStop  func(name string) error
	OnIdle  func()
}

type Server struct {
	mu    sync.RWMutex
	hooks Hooks
	names map[string]func()
	subs  map[*sub]struct{}
	seen  map[string]int
	hook  func(string)
}

type sub struct{ notify func(int) }

func New(h Hooks) *Server {
	if h.OnIdle == nil {
		h.OnIdle = func() {}
	}
	return &Server{hooks: h, names: map[string]func(){}, subs: map[*sub]struct{}{}}
}

func (s *Server) Names() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.names)
}

func (s *Server) startBad(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks.OnStart(name) // want `s.hooks.OnStart, a function that is Hooks.OnStart, is called while s.mu is held: every other user of s.mu, such as \(\*held.Server\).Names, waits until it returns, and for ever if it calls that itself`
}

func (s *Server) stopBad(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hooks.OnStop(name) // want `s.hooks.OnStop, a function that is Hooks.OnStop, is called while s.mu is held`
}

// A default for what others leave out changes nothing.
func (s *Server) idleBad() {
	s.mu.Lock()
	s.hooks.OnIdle() // want `s.hooks.OnIdle, a function that is Hooks.OnIdle, is called while s.mu is held`
	s.mu.Unlock()
}

func (s *Server) Register(name string, f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names[name] = f
}

func (s *Server) lookupBad(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, ok := s.names[name]; ok {
		f() // want `f, a function that came in by \(\*held.Server\).Register, is called while s.mu is held`
	}
}

// Writers wait for a reader, too.
func (s *Server) readBad() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, f := range s.names {
		f() // want `f, a function that came in by \(\*held.Server\).Register, is called while s.mu is held: every other user of s.mu, such as \(\*held.Server\).Register`
	}
}

func (s *Server) Subscribe(f func(int)) *sub {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := newSub(f)
	s.subs[x] = struct{}{}
	return x
}

func newSub(f func(int)) *sub { return &sub{notify: f} }

func (s *Server) publishBad(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for x := range s.subs {
		x.notify(n) // want `x.notify, a function that came in by \(\*held.Server\).Subscribe, is called while s.mu is held`
	}
}

func (s *Server) helperBad(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tellAll(n) // want `s.tellAll leads to a function that came in by \(\*held.Server\).Subscribe, which is called while s.mu is held`
}

func (s *Server) tellAll(n int) {
	for x := range s.subs {
		x.tell(n)
	}
}

func (x *sub) tell(n int) { x.notify(n) }

// Do runs f once.
func (s *Server) Do(name string, f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen[name]++
	f() // want `f, a function that the caller passes, is called while s.mu is held`
}

// Run runs f by a helper.
func (s *Server) Run(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	run(f) // want `run leads to a function that the caller passes, which is called while s.mu is held`
}

func run(f func()) { f() }

func (s *Server) SetHook(f func(string)) {
	s.mu.Lock()
	s.hook = f
	s.mu.Unlock()
}

func (s *Server) goroutineBad() {
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.hook != nil {
			s.hook("tick") // want `s.hook, a function that came in by \(\*held.Server\).SetHook, is called while s.mu is held`
		}
	}()
}
