// Package bindings makes conditions in all the ways there are. The mutex of
// each is held where it is waited for, and none of it is reported; what is held
// in the wrong place is.
package bindings

import "sync"

var (
	globalMu   sync.Mutex
	globalCond = sync.NewCond(&globalMu)
	globalN    int
	otherMu    sync.Mutex
)

func globalOk() {
	globalMu.Lock()
	defer globalMu.Unlock()
	for globalN == 0 {
		globalCond.Wait()
	}
}

func globalBad() {
	otherMu.Lock()
	defer otherMu.Unlock()
	globalMu.Lock()
	defer globalMu.Unlock()
	for globalN == 0 {
		globalCond.Wait() // want `globalCond.Wait while otherMu is held`
	}
}

func useOther() {
	otherMu.Lock()
	defer otherMu.Unlock()
	globalN++
}

type embeds struct {
	sync.Mutex
	cond *sync.Cond
	n    int
}

func newEmbeds() *embeds {
	e := new(embeds)
	e.cond = sync.NewCond(e)
	return e
}

func (e *embeds) wait() {
	e.Lock()
	defer e.Unlock()
	for e.n == 0 {
		e.cond.Wait()
	}
}

func (e *embeds) add() {
	e.Lock()
	defer e.Unlock()
	e.n++
}

func (e *embeds) goOk() {
	go func() {
		e.Lock()
		defer e.Unlock()
		for e.n == 0 {
			e.cond.Wait()
		}
	}()
}

type embedsCond struct {
	mu sync.Mutex
	*sync.Cond
	n int
}

func newEmbedsCond() *embedsCond {
	e := new(embedsCond)
	e.Cond = sync.NewCond(&e.mu)
	return e
}

func (e *embedsCond) add() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.n++
	e.Signal()
}

func (e *embedsCond) waitOk() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for e.n == 0 {
		e.Wait()
	}
}

// given gets its mutex from outside.
type given struct {
	mu   *sync.Mutex
	cond *sync.Cond
	n    int
}

func newGiven(mu *sync.Mutex) *given { return &given{mu: mu, cond: sync.NewCond(mu)} }

func (g *given) waitOk() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.n == 0 {
		g.cond.Wait()
	}
}

func (g *given) add() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n++
}

func (g *given) goOk() {
	go func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		for g.n == 0 {
			g.cond.Wait()
		}
	}()
}

func (g *given) otherBad() {
	otherMu.Lock()
	defer otherMu.Unlock()
	g.waitOk() // want `g.waitOk waits on a sync.Cond while otherMu is held`
}

// made has its mutex made apart.
type made struct {
	mu   *sync.RWMutex
	cond *sync.Cond
	n    int
}

func newMade() *made {
	mu := new(sync.RWMutex)
	m := &made{mu: mu}
	m.cond = sync.NewCond(mu.RLocker())
	return m
}

func (m *made) waitOk() {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for m.n == 0 {
		m.cond.Wait()
	}
}

func (m *made) add() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.n++
}

// either is bound in two ways: nothing is claimed of it.
type either struct {
	a, b sync.Mutex
	cond *sync.Cond
	n    int
}

func newEither(first bool) *either {
	e := new(either)
	if first {
		e.cond = sync.NewCond(&e.a)
	} else {
		e.cond = sync.NewCond(&e.b)
	}
	return e
}

func (e *either) waitOk() {
	e.b.Lock()
	defer e.b.Unlock()
	for e.n == 0 {
		e.cond.Wait()
	}
}

func (e *either) add() {
	e.a.Lock()
	e.n++
	e.a.Unlock()
	e.b.Lock()
	e.n++
	e.b.Unlock()
}

func (e *either) goOk() {
	go func() {
		e.b.Lock()
		defer e.b.Unlock()
		for e.n == 0 {
			e.cond.Wait()
		}
	}()
}

// passed gets condition and mutex apart, who knows from where.
type passed struct {
	mu   sync.Mutex
	cond *sync.Cond
	n    int
}

func (p *passed) use(cond *sync.Cond) { p.cond = cond }

func (p *passed) waitOk() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.n == 0 {
		p.cond.Wait()
	}
}

func (p *passed) add() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
}

func (p *passed) goOk() {
	go func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for p.n == 0 {
			p.cond.Wait()
		}
	}()
}

// locks has a Lock of its own.
type locks struct {
	mu   sync.Mutex
	cond *sync.Cond
	n    int
}

func newLocks() *locks {
	l := new(locks)
	l.cond = sync.NewCond(l)
	return l
}

func (l *locks) Lock()   { l.mu.Lock() }
func (l *locks) Unlock() { l.mu.Unlock() }

func (l *locks) waitOk() {
	l.Lock()
	defer l.Unlock()
	for l.n == 0 {
		l.cond.Wait()
	}
}

func (l *locks) goOk() {
	go func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		for l.n == 0 {
			l.cond.Wait()
		}
	}()
}

// In a map, with one mutex for all.
type rooms struct {
	mu    sync.Mutex
	conds map[string]*sync.Cond
	n     map[string]int
}

func (r *rooms) room(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conds[name] = sync.NewCond(&r.mu)
}

func (r *rooms) waitOk(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.n[name] == 0 {
		r.conds[name].Wait()
	}
}

func (r *rooms) goOk(name string) {
	go func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		for r.n[name] == 0 {
			r.conds[name].Wait()
		}
	}()
}

// Local variables.
func localOk() {
	var mu sync.Mutex
	var cond sync.Cond
	cond.L = &mu
	n := 0
	go func() {
		mu.Lock()
		defer mu.Unlock()
		for n == 0 {
			cond.Wait()
		}
	}()
	mu.Lock()
	n++
	mu.Unlock()
	cond.Signal()
}
