// Package instances: several locks of one type.
package instances

import "sync"

type half struct {
	sync.Mutex
	n int
}

func (h *half) inc() {
	h.Lock()
	defer h.Unlock()
	h.n++
}

type conn struct{ in, out half }

// (1): different fields under one root.
func (c *conn) bothHalves() {
	c.in.Lock()
	defer c.in.Unlock()
	c.out.inc()
	c.out.Lock()
	c.out.n++
	c.out.Unlock()
}

func twoVariables(a, b *conn) {
	a.in.Lock()
	defer a.in.Unlock()
	b.in.inc()
}

// (3): they are known to be different.
func unequal(a, b *conn) {
	if a == b {
		return
	}
	a.in.Lock()
	b.in.Lock()
	b.in.Unlock()
	a.in.Unlock()
}

type peer struct {
	id int
	mu sync.Mutex
	n  int
	g  *group
}

type group struct {
	mu    sync.Mutex
	peers []*peer
	byID  map[int]*peer
}

// (4): elements of a collection, compared by id or not.
func (g *group) toOthers(p *peer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, q := range g.peers {
		if q.id == p.id {
			continue
		}
		q.mu.Lock()
		q.n++
		q.mu.Unlock()
	}
}

func (g *group) swap(i, j int) {
	g.peers[i].mu.Lock()
	g.peers[j].mu.Lock()
	g.peers[i].n, g.peers[j].n = g.peers[j].n, g.peers[i].n
	g.peers[j].mu.Unlock()
	g.peers[i].mu.Unlock()
}

func (g *group) ordered(a, b *peer) {
	if a.id > b.id {
		a, b = b, a
	}
	a.mu.Lock()
	b.mu.Lock()
	a.n, b.n = b.n, a.n
	b.mu.Unlock()
	a.mu.Unlock()
}

func (g *group) lockAll() {
	for _, p := range g.peers {
		p.mu.Lock()
	}
	for _, p := range g.peers {
		p.n = 0
	}
	for _, p := range g.peers {
		p.mu.Unlock()
	}
}

func (g *group) shards(all []sync.Mutex) {
	for i := range all {
		all[i].Lock()
	}
	for i := range all {
		all[i].Unlock()
	}
}

func (g *group) mapElements() {
	g.byID[1].mu.Lock()
	g.byID[2].mu.Lock()
	g.byID[2].mu.Unlock()
	g.byID[1].mu.Unlock()
}

// (6): what was made here nobody holds.
func (g *group) clone(p *peer) *peer {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := &peer{id: p.id}
	c.mu.Lock()
	c.n = p.n
	c.mu.Unlock()
	return c
}

// The variable names another object by then.
func reassigned(a *conn, next func(*conn) *conn) {
	a.in.Lock()
	b := a
	a = next(a)
	a.in.Lock()
	a.in.Unlock() // also: SA2001
	b.in.Unlock()
}

type holder struct{ c *conn }

// The field names another object by then.
func fieldReassigned(h *holder, c *conn) {
	h.c.in.Lock()
	old := h.c
	h.c = c
	h.c.in.Lock()
	h.c.in.n++
	h.c.in.Unlock()
	old.in.Unlock()
}
