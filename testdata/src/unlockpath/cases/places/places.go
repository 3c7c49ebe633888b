// Package places: where the mutex can be.
package places

import "sync"

type embedded struct {
	sync.Mutex
	n int
}

func inEmbedded(e *embedded) bool {
	e.Lock()
	if e.n == 0 {
		return false // want `return with e held: this path skips the Unlock.*defer e\.Unlock\(\) after L12`
	}
	e.Unlock()
	return true
}

type deep struct {
	mu    *sync.RWMutex
	inner struct {
		state embedded
	}
}

func (d *deep) pointer() bool {
	d.mu.RLock()
	if d.inner.state.n == 0 {
		return false // want `return with d\.mu held: this path skips the RUnlock`
	}
	d.mu.RUnlock()
	return true
}

func (d *deep) nested() bool {
	d.inner.state.Lock()
	if d.inner.state.n == 0 {
		return false // want `return with d\.inner\.state held`
	}
	d.inner.state.Unlock()
	return true
}

var (
	mu sync.Mutex
	n  int
)

func global() bool {
	mu.Lock()
	if n == 0 {
		return false // want `return with mu held`
	}
	mu.Unlock()
	return true
}

var table struct {
	sync.Mutex
	m map[string]int
}

func inGlobal(k string) int {
	table.Lock()
	if v, ok := table.m[k]; ok {
		return v // want `return with table held`
	}
	table.m[k] = 0
	table.Unlock()
	return 0
}

func parameter(mu *sync.Mutex, n int) bool {
	mu.Lock()
	if n == 0 {
		return false // want `return with mu held`
	}
	mu.Unlock()
	return true
}

func alias(e *embedded) bool {
	f := e
	f.Lock()
	if e.n == 0 {
		return false // want `return with f held`
	}
	e.Unlock()
	return true
}

// Elements of collections are told by nobody, unless they have a name.
func element(all []embedded, i int) bool {
	all[i].Lock()
	if all[i].n == 0 {
		return false
	}
	all[i].Unlock()
	return true
}

func namedElement(all []embedded, i int) bool {
	e := &all[i]
	e.Lock()
	if e.n == 0 {
		return false // want `return with e held`
	}
	e.Unlock()
	return true
}

// A variable of the function goes with it.
func local(all []int) int {
	var mu sync.Mutex
	mu.Lock()
	if len(all) == 0 {
		return 0
	}
	mu.Unlock()
	return 1
}

func made() *embedded {
	e := &embedded{}
	e.Lock()
	if n == 0 {
		return e
	}
	e.Unlock()
	return e
}

type locker struct{ l sync.Locker }

func (l *locker) lockers() bool {
	l.l.Lock()
	if n == 0 {
		return false // want `return with l\.l held`
	}
	l.l.Unlock()
	return true
}

type queue struct {
	cond *sync.Cond
	n    int
}

func (q *queue) pop() int {
	q.cond.L.Lock()
	for q.n == 0 {
		q.cond.Wait()
	}
	if q.n < 0 {
		return -1 // want `return with q\.cond\.L held`
	}
	q.cond.L.Unlock()
	return q.n
}
