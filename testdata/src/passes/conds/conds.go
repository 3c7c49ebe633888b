// Package conds binds conditions to mutexes.
package conds

import "sync"

var (
	gmu   sync.Mutex
	gcond = sync.NewCond(&gmu)
	gval  = sync.Cond{L: &gmu}
)

func globals() {
	gcond.Wait() // want "gmu, bound"
	gval.Wait()  // want "gmu, bound"
}

type object struct {
	mu    sync.Mutex
	rw    sync.RWMutex
	inner struct{ mu sync.Mutex }
	new   *sync.Cond
	value sync.Cond
	read  *sync.Cond
	deep  *sync.Cond
	later *sync.Cond
	two   *sync.Cond
	taken *sync.Cond
}

func newObject(mu *sync.Mutex) *object {
	o := &object{}
	o.new = sync.NewCond(&o.mu)
	o.value.L = &o.mu
	o.read = sync.NewCond(o.rw.RLocker())
	o.deep = sync.NewCond(&o.inner.mu)
	o.two = sync.NewCond(&o.mu)
	o.two = sync.NewCond(&o.rw)
	o.taken = sync.NewCond(mu)
	return o
}

func (o *object) bind() { o.later = sync.NewCond(&o.mu) }

func (o *object) waits() {
	o.new.Wait()   // want "o.mu, bound"
	o.value.Wait() // want "o.mu, bound"
	o.read.Wait()  // want "o.rw, bound"
	o.deep.Wait()  // want "o.inner.mu, bound"
	o.later.Wait() // want "o.mu, bound"
	o.two.Wait()   // want "o.two.L, open"
	o.taken.Wait() // want "o.taken.L, open"
}

func (o *object) throughL() {
	o.two.L.Lock()
	o.two.Wait() // want "o.two.L, bound"
	o.two.L.Unlock()
}

type embeds struct {
	sync.RWMutex
	cond *sync.Cond
}

type outer struct {
	*embeds
	cond *sync.Cond
}

func newEmbeds() *embeds {
	e := new(embeds)
	e.cond = sync.NewCond(e)
	o := &outer{embeds: e}
	o.cond = sync.NewCond(o)
	return e
}

func (e *embeds) wait() { e.cond.Wait() } // want "e.RWMutex, bound"

func (o *outer) wait() { o.cond.Wait() } // want "o.embeds.RWMutex, bound"

type own struct {
	mu   sync.Mutex
	cond *sync.Cond
}

func (o *own) Lock()   { o.mu.Lock() }
func (o *own) Unlock() { o.mu.Unlock() }

func newOwn() *own {
	o := new(own)
	o.cond = sync.NewCond(o)
	return o
}

func (o *own) wait() { o.cond.Wait() } // want "o.cond.L, open"

type given struct {
	mu   *sync.Mutex
	cond *sync.Cond
}

func newGiven(mu *sync.Mutex) *given { return &given{mu: mu, cond: sync.NewCond(mu)} }

func (g *given) wait() { g.cond.Wait() } // want "g.mu, bound"

func local() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	cond.Wait() // want "mu, bound"
}
