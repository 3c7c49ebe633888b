// Package three has rings of three locks.
package three

import "sync"

type ring struct{ a, b, c sync.Mutex }

func (r *ring) ab() {
	r.a.Lock()
	defer r.a.Unlock()
	r.b.Lock() // want `ring.b is locked here while ring.a is held, but \(\*three.ring\).bc \(L19\) locks ring.c while it holds ring.b, and \(\*three.ring\).ca \(L26\) locks ring.a while it holds ring.c: three goroutines can have one each and wait for the next for ever; lock them in one order`
	r.b.Unlock()
}

func (r *ring) bc() {
	r.b.Lock()
	defer r.b.Unlock()
	// Through a literal.
	func() { r.c.Lock() }()
	r.c.Unlock()
}

func (r *ring) ca() {
	r.c.Lock()
	defer r.c.Unlock()
	r.a.Lock()
	r.a.Unlock()
}

// All three have a gate.
type gated struct{ gate, a, b, c sync.Mutex }

func (g *gated) abOk() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.a.Lock()
	g.b.Lock()
	g.b.Unlock()
	g.a.Unlock()
}

func (g *gated) bcOk() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.b.Lock()
	g.c.Lock()
	g.c.Unlock()
	g.b.Unlock()
}

func (g *gated) caOk() {
	g.c.Lock()
	g.a.Lock()
	g.a.Unlock()
	g.c.Unlock()
}

// The third lock is held by two of them.
type third struct{ a, b, c sync.Mutex }

func (t *third) cabOk() {
	t.c.Lock()
	t.a.Lock()
	t.b.Lock()
	t.b.Unlock()
	t.a.Unlock()
	t.c.Unlock()
}

func (t *third) caOk() {
	t.c.Lock()
	t.a.Lock()
	t.a.Unlock()
	t.c.Unlock()
}

// One is only read.
type reads struct {
	a, b sync.Mutex
	c    sync.RWMutex
}

func (r *reads) abOk() {
	r.a.Lock()
	r.b.Lock()
	r.b.Unlock()
	r.a.Unlock()
}

func (r *reads) bcOk() {
	r.b.Lock()
	r.c.RLock()
	r.c.RUnlock()
	r.b.Unlock()
}

func (r *reads) caOk() {
	r.c.RLock()
	r.a.Lock()
	r.a.Unlock()
	r.c.RUnlock()
}

// Two of them do it alone: one report.
type pair struct{ a, b, c sync.Mutex }

func (p *pair) ab() {
	p.a.Lock()
	p.b.Lock() // want `pair.b is locked here while pair.a is held, but \(\*three.pair\).ba`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *pair) ba() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func (p *pair) bc() {
	p.b.Lock()
	p.c.Lock()
	p.c.Unlock()
	p.b.Unlock()
}

func (p *pair) ca() {
	p.c.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.c.Unlock()
}
