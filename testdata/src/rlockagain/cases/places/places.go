// Package places: where the mutex can be.
package places

import "sync"

type embedded struct {
	sync.RWMutex
	n int
}

func (e *embedded) inc() {
	e.Lock()
	e.n++
	e.Unlock()
}

func (e *embedded) count() int {
	e.RLock()
	defer e.RUnlock()
	return e.n
}

func (e *embedded) twice() int {
	e.RLock()
	defer e.RUnlock()
	return e.count() // want `e\.count read-locks e, which is already read-locked since L24`
}

type pointer struct {
	mu *sync.RWMutex
	n  int
}

func (p *pointer) inc() {
	p.mu.Lock()
	p.n++
	p.mu.Unlock()
}

func (p *pointer) count() int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.n
}

func (p *pointer) twice() int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.count() // want `p\.count read-locks p\.mu`
}

type deep struct{ inner struct{ state embedded } }

func (d *deep) inc() { d.inner.state.inc() }

func (d *deep) twice() int {
	d.inner.state.RLock()
	defer d.inner.state.RUnlock()
	return d.inner.state.count() // want `count read-locks d\.inner\.state`
}

// Only the left half has a writer.
type halves struct{ left, right embedded }

func (h *halves) inc() { h.left.inc() }

func (h *halves) twice() int {
	h.left.RLock()
	defer h.left.RUnlock()
	return h.left.count() // want `count read-locks h\.left`
}

func (h *halves) twiceRight() int {
	h.right.RLock()
	defer h.right.RUnlock()
	return h.right.count()
}

var (
	mu sync.RWMutex
	n  int
)

func inc() {
	mu.Lock()
	n++
	mu.Unlock()
}

func count() int {
	mu.RLock()
	defer mu.RUnlock()
	return n
}

func twice() int {
	mu.RLock()
	defer mu.RUnlock()
	return count() // want `count read-locks mu`
}

// As in cockroach#16167: a condition's L is the reader's side.
type registry struct {
	mu   sync.RWMutex
	cond *sync.Cond
	n    int
}

func newRegistry() *registry {
	r := &registry{}
	r.cond = sync.NewCond(r.mu.RLocker())
	return r
}

func (r *registry) set(n int) {
	r.mu.Lock()
	r.n = n
	r.mu.Unlock()
	r.cond.Broadcast()
}

func (r *registry) get() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.n
}

func (r *registry) wait() {
	r.cond.L.Lock()
	defer r.cond.L.Unlock()
	for r.get() == 0 { // want `r\.get read-locks r\.cond\.L`
		r.cond.Wait()
	}
}

// A pointer back to the owner.
type store struct {
	mu    sync.RWMutex
	parts []*part
}

type part struct {
	store *store
	n     int
}

func (p *part) weight() int {
	p.store.mu.RLock()
	defer p.store.mu.RUnlock()
	return p.n
}

func (s *store) add(p *part) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parts = append(s.parts, p)
}

func (s *store) weight() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := 0
	for _, p := range s.parts {
		n += p.weight() // want `p\.weight read-locks s\.mu`
	}
	return n
}
