// Package places: where a mutex can be.
package places

import "sync"

type embedded struct {
	sync.Mutex
	n int
}

func (e *embedded) inc() {
	e.Lock()
	defer e.Unlock()
	e.n++
}

func (e *embedded) twice() {
	e.Lock()
	defer e.Unlock()
	e.inc() // want `e\.inc locks e, which is already locked since L18`
}

type pointer struct {
	mu *sync.Mutex
	n  int
}

func (p *pointer) inc() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
}

func (p *pointer) twice() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inc() // want `p\.inc locks p\.mu`
}

type deep struct {
	state struct {
		sync.RWMutex
		e embedded
	}
	next *pointer
}

func (d *deep) lockState() {
	d.state.Lock()
	defer d.state.Unlock()
	d.readState() // want `d\.readState locks d\.state`
}

func (d *deep) readState() int {
	d.state.RLock()
	defer d.state.RUnlock()
	return d.state.e.n
}

func (d *deep) field() {
	d.state.e.Lock()
	defer d.state.e.Unlock()
	d.state.e.inc() // want `inc locks d\.state\.e`
}

func (d *deep) behindPointer() {
	d.next.mu.Lock()
	defer d.next.mu.Unlock()
	d.next.inc() // want `inc locks d\.next\.mu`
}

type outer struct{ *embedded }

func (o outer) promoted() {
	o.Lock()
	defer o.Unlock()
	o.inc() // want `o\.inc locks o`
}

var (
	globalMu sync.Mutex
	global   = map[string]int{}
)

func lookup(k string) int {
	globalMu.Lock()
	defer globalMu.Unlock()
	return global[k]
}

func copyValue(from, to string) {
	globalMu.Lock()
	defer globalMu.Unlock()
	global[to] = lookup(from) // want `lookup locks globalMu`
}

var registry struct {
	sync.Mutex
	m map[string]int
}

func register(k string) {
	registry.Lock()
	defer registry.Unlock()
	registry.m[k] = registered() // want `registered locks registry`
}

func registered() int {
	registry.Lock()
	defer registry.Unlock()
	return len(registry.m)
}

func local() {
	var mu sync.Mutex
	n := 0
	inc := func() {
		mu.Lock()
		defer mu.Unlock()
		n++
	}
	mu.Lock()
	inc() // want `inc locks mu`
	mu.Unlock()
}

func alias(p *pointer) {
	mu := p.mu
	mu.Lock()
	defer mu.Unlock()
	p.inc() // want `p\.inc locks mu`
}

func aliasOfField(e *embedded) {
	mu := &e.Mutex
	mu.Lock()
	defer mu.Unlock()
	e.inc() // want `e\.inc locks mu`
}

func byValueOfPointer(e *embedded) {
	f := e
	f.Lock()
	defer f.Unlock()
	e.inc() // want `e\.inc locks f`
}

// A condition's L is the mutex that it was made with.
type queue struct {
	mu   sync.Mutex
	cond *sync.Cond
	n    int
}

func newQueue() *queue {
	q := &queue{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *queue) add() {
	q.mu.Lock()
	q.n++
	q.mu.Unlock()
}

func (q *queue) byCond() {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	q.add() // want `q\.add locks q\.cond\.L`
}

// A Locker is whatever lies behind it.
func locker(l sync.Locker) {
	l.Lock()
	l.Lock() // want `l\.Lock\(\): l is already locked`
	l.Unlock()
}
