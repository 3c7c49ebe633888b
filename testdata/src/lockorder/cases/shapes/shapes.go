// Package shapes has mutexes in all kinds of places.
package shapes

import "sync"

// Package-level variables.
var (
	regMu  sync.Mutex
	listMu sync.RWMutex
)

func globalsAB() {
	regMu.Lock()
	defer regMu.Unlock()
	listMu.Lock()
	listMu.Unlock()
}

func globalsBA() {
	listMu.RLock()
	defer listMu.RUnlock()
	regMu.Lock() // want `regMu is locked here while listMu is held, but shapes.globalsAB \(L15\) locks listMu while it holds regMu`
	regMu.Unlock()
}

// In a package-level struct.
var registry struct {
	mu sync.Mutex
	n  int
}

func structAB(e *embeds) {
	registry.mu.Lock()
	defer registry.mu.Unlock()
	e.Lock()
	e.Unlock()
}

func structBA(e *embeds) {
	e.Lock()
	defer e.Unlock()
	registry.mu.Lock() // want `registry.mu is locked here while embeds.Mutex is held, but shapes.structAB \(L35\) locks embeds.Mutex while it holds registry.mu`
	registry.n++
	registry.mu.Unlock()
}

// Embedded, also by way of another type.
type embeds struct{ sync.Mutex }

type outer struct {
	embeds
	rw *sync.RWMutex
}

func (o *outer) ab() {
	o.Lock()
	defer o.Unlock()
	o.rw.Lock() // want `outer.rw is locked here while outer.embeds.Mutex is held`
	o.rw.Unlock()
}

func (o *outer) ba() {
	o.rw.Lock()
	o.Lock()
	o.Unlock()
	o.rw.Unlock()
}

// Generic types: all instances are one class.
type box[T any] struct {
	mu sync.Mutex
	v  T
}

type shelf[T any] struct {
	mu    sync.Mutex
	boxes []*box[T]
}

func (s *shelf[T]) ab() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.boxes {
		b.mu.Lock()
		b.mu.Unlock()
	}
}

func (b *box[T]) ba(s *shelf[T]) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s.mu.Lock() // want `shelf.mu is locked here while box.mu is held, but \(\*shapes.shelf.*\).ab`
	s.mu.Unlock()
}

// A sync.Locker behind a condition.
type queue struct {
	mu   sync.Mutex
	cond *sync.Cond
	log  sync.Mutex
}

func newQueue() *queue {
	q := new(queue)
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *queue) ab() {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	q.log.Lock()
	q.log.Unlock()
}

func (q *queue) ba() {
	q.log.Lock()
	defer q.log.Unlock()
	q.mu.Lock() // want `queue.mu is locked here while queue.log is held`
	q.mu.Unlock()
}

// Elements of maps are a class too.
type table struct {
	mu   sync.Mutex
	rows map[string]*row
}

type row struct{ mu sync.Mutex }

func (t *table) ab(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[key].mu.Lock()
	t.rows[key].mu.Unlock()
}

func (t *table) ba(r *row, key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t.mu.Lock() // want `table.mu is locked here while row.mu is held`
	delete(t.rows, key)
	t.mu.Unlock()
}

// Method values and deferred locks.
type values struct{ a, b sync.Mutex }

func (v *values) lockB() { v.b.Lock() }

func (v *values) ab() {
	lock := v.lockB
	v.a.Lock()
	defer v.a.Unlock()
	lock() // want `lock locks values.b while values.a is held`
	v.b.Unlock()
}

func (v *values) ba() {
	v.b.Lock()
	defer v.b.Unlock()
	lock := v.a.Lock
	lock()
	v.a.Unlock()
}

// Bodies of a range over a function, switch and select.
type flows struct{ a, b sync.Mutex }

func (f *flows) ab(c chan int, stop chan struct{}) {
	f.a.Lock()
	defer f.a.Unlock()
	select {
	case n := <-c:
		switch n {
		case 1:
			f.b.Lock() // want `flows.b is locked here while flows.a is held`
			f.b.Unlock()
		}
	case <-stop:
	}
}

func (f *flows) ba() {
	f.b.Lock()
	defer f.b.Unlock()
	f.a.Lock()
	defer f.a.Unlock()
}

// Recursion.
type tree struct {
	mu   sync.Mutex
	root *node
}

type node struct {
	mu       sync.Mutex
	children []*node
}

func (n *node) walk(t *tree) {
	for _, c := range n.children {
		c.walk(t)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	t.mu.Lock() // want `tree.mu is locked here while node.mu is held, but \(\*shapes.tree\).walk \(L215\) locks node.mu while it holds tree.mu`
	t.mu.Unlock()
}

func (t *tree) walk() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.root.count()
}

func (n *node) count() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	sum := 1
	for _, c := range n.children {
		sum += c.count()
	}
	return sum
}

// Through an interface of the package that one type implements.
type observer interface{ Changed() }

type subject struct {
	mu        sync.Mutex
	observers []observer
}

func (s *subject) change() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.observers {
		o.Changed() // want `o.Changed locks view.mu while subject.mu is held, but \(\*shapes.view\).open`
	}
}

func (s *subject) add(o observer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.observers = append(s.observers, o)
}

type view struct {
	mu      sync.Mutex
	subject *subject
}

func (v *view) Changed() {
	v.mu.Lock()
	defer v.mu.Unlock()
}

func (v *view) open() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.subject.add(v)
}
