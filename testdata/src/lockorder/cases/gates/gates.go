// Package gates has a third lock.
package gates

import "sync"

type gated struct{ gate, a, b sync.Mutex }

func (g *gated) abOk() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.a.Lock()
	g.b.Lock()
	g.b.Unlock()
	g.a.Unlock()
}

func (g *gated) baOk() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.b.Lock()
	g.lockA()
	g.b.Unlock()
}

func (g *gated) lockA() {
	g.a.Lock()
	g.a.Unlock()
}

// All callers hold it.
type callers struct{ gate, a, b sync.Mutex }

func (c *callers) abOk() {
	c.gate.Lock()
	defer c.gate.Unlock()
	c.abLocked()
}

func (c *callers) abLocked() {
	c.a.Lock()
	c.b.Lock()
	c.b.Unlock()
	c.a.Unlock()
}

func (c *callers) baOk() {
	c.gate.Lock()
	defer c.gate.Unlock()
	c.b.Lock()
	c.a.Lock()
	c.a.Unlock()
	c.b.Unlock()
}

// Only one side has the gate.
type half struct{ gate, a, b sync.Mutex }

func (h *half) ab() {
	h.gate.Lock()
	defer h.gate.Unlock()
	h.a.Lock()
	h.b.Lock() // want `half.b is locked here while half.a is held`
	h.b.Unlock()
	h.a.Unlock()
}

func (h *half) ba() {
	h.b.Lock()
	h.a.Lock()
	h.a.Unlock()
	h.b.Unlock()
}

// A gate that is open for all readers.
type open struct {
	gate sync.RWMutex
	a, b sync.Mutex
}

func (o *open) ab() {
	o.gate.RLock()
	defer o.gate.RUnlock()
	o.a.Lock()
	o.b.Lock() // want `open.b is locked here while open.a is held`
	o.b.Unlock()
	o.a.Unlock()
}

func (o *open) ba() {
	o.gate.RLock()
	defer o.gate.RUnlock()
	o.b.Lock()
	o.a.Lock()
	o.a.Unlock()
	o.b.Unlock()
}

// A reader and a writer exclude each other.
type shut struct {
	gate sync.RWMutex
	a, b sync.Mutex
}

func (s *shut) abOk() {
	s.gate.RLock()
	defer s.gate.RUnlock()
	s.a.Lock()
	s.b.Lock()
	s.b.Unlock()
	s.a.Unlock()
}

func (s *shut) baOk() {
	s.gate.Lock()
	defer s.gate.Unlock()
	s.b.Lock()
	s.a.Lock()
	s.a.Unlock()
	s.b.Unlock()
}
