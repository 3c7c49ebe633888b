// Package within takes two locks in two orders, within one package.
package within

import "sync"

// Directly, side by side.
type direct struct{ a, b sync.Mutex }

func (d *direct) ab() {
	d.a.Lock()
	defer d.a.Unlock()
	d.b.Lock() // want `direct.b is locked here while direct.a is held, but \(\*within.direct\).ba \(L19\) locks direct.a while it holds direct.b: two goroutines can have one each and wait for the other for ever; lock them in one order`
	defer d.b.Unlock()
}

func (d *direct) ba() {
	d.b.Lock()
	defer d.b.Unlock()
	d.a.Lock()
	defer d.a.Unlock()
}

// Through callees.
type store struct {
	mu       sync.Mutex
	replicas []*replica
}

type replica struct {
	mu    sync.Mutex
	store *store
}

func (r *replica) tick() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report() // want `r.report locks store.mu while replica.mu is held, but \(\*within.store\).tickAll \(L51\) locks replica.mu while it holds store.mu: two goroutines can have one each and wait for the other for ever; lock them in one order`
}

func (r *replica) report() { r.store.unreachable(r) }

func (s *store) unreachable(*replica) {
	s.mu.Lock()
	defer s.mu.Unlock()
}

func (s *store) tickAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.replicas {
		r.tick()
	}
}

// The first lock is taken by a helper, and by a caller.
type helped struct{ a, b sync.Mutex }

func (h *helped) lock()   { h.a.Lock() }
func (h *helped) unlock() { h.a.Unlock() }

func (h *helped) ab() {
	h.lock()
	defer h.unlock()
	h.b.Lock() // want `helped.b is locked here while helped.a is held, but \(\*within.helped\).ba \(L70\) locks helped.a while it holds helped.b`
	h.b.Unlock()
}

func (h *helped) ba() {
	h.b.Lock()
	h.lock()
	h.unlock()
	h.b.Unlock()
}

// A lock that the caller holds is let go for it, after the other was taken.
type owes struct{ a, b sync.Mutex }

func (o *owes) lockBThenUnlockA() {
	o.b.Lock() // want `owes.b is locked here while owes.a is held, but \(\*within.owes\).ba \(L86\) locks owes.a`
	o.a.Unlock()
	o.b.Unlock()
}

func (o *owes) ba() {
	o.b.Lock()
	o.a.Lock()
	o.a.Unlock()
	o.b.Unlock()
}

// On one path only: that path is enough.
type path struct{ a, b sync.Mutex }

func (p *path) some(both bool) {
	p.a.Lock()
	if both {
		p.b.Lock() // want `path.b is locked here while path.a is held`
		p.b.Unlock()
	}
	p.a.Unlock()
}

func (p *path) other(n int) {
	p.b.Lock()
	defer p.b.Unlock()
	for i := range n {
		if i == 3 {
			continue
		}
		p.a.Lock()
		p.a.Unlock()
	}
}

// At the end, in the order of the defers.
type deferred struct{ a, b sync.Mutex }

func (d *deferred) ab() {
	d.a.Lock()
	defer d.a.Unlock()
	defer func() { // want `the func literal locks deferred.b while deferred.a is held`
		d.b.Lock()
		d.b.Unlock()
	}()
}

func (d *deferred) ba() {
	d.b.Lock()
	defer d.b.Unlock()
	d.a.Lock()
	d.a.Unlock()
}

func (d *deferred) afterOk() {
	defer func() {
		d.b.Lock()
		d.b.Unlock()
	}()
	d.a.Lock()
	defer d.a.Unlock()
}

// In literals and goroutines.
type literal struct{ a, b sync.Mutex }

func (l *literal) ab() {
	go func() {
		l.a.Lock()
		defer l.a.Unlock()
		func() { // want `the func literal locks literal.b while literal.a is held`
			l.b.Lock()
			defer l.b.Unlock()
		}()
	}()
}

func (l *literal) ba() {
	lockA := func() {
		l.a.Lock()
		l.a.Unlock()
	}
	l.b.Lock()
	defer l.b.Unlock()
	lockA()
}

// With TryLock as the first of the two: it is held all the same.
type tried struct{ a, b sync.Mutex }

func (t *tried) ab() {
	if !t.a.TryLock() {
		return
	}
	defer t.a.Unlock()
	t.b.Lock() // want `tried.b is locked here while tried.a is held`
	t.b.Unlock()
}

func (t *tried) ba() {
	t.b.Lock()
	t.a.Lock()
	t.a.Unlock()
	t.b.Unlock()
}

// In one function: two goroutines can run it.
type self struct{ a, b sync.Mutex }

func (s *self) either(first bool) {
	if first {
		s.a.Lock()
		s.b.Lock() // want `self.b is locked here while self.a is held, but \(\*within.self\).either \(L195\) locks self.a while it holds self.b`
	} else {
		s.b.Lock()
		s.a.Lock()
	}
	s.a.Unlock()
	s.b.Unlock()
}
