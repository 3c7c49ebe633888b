// Package conds waits for conditions.
package conds

import "sync"

type plugin struct {
	mu     sync.Mutex
	active *sync.Cond
	idle   sync.Cond
	woken  *sync.Cond
	handed *sync.Cond
	ok     bool
}

func newPlugin() *plugin {
	p := new(plugin)
	p.active = sync.NewCond(&p.mu)
	p.idle = sync.Cond{L: &p.mu}
	p.woken = sync.NewCond(&p.mu)
	p.handed = sync.NewCond(&p.mu)
	return p
}

func (p *plugin) await() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.ok {
		p.active.Wait() // want `nothing ever signals p.active \(only this package can\): this Wait never returns; call its Broadcast where what it waits for changes`
	}
	for !p.ok {
		p.woken.Wait()
	}
	for !p.ok {
		p.handed.Wait()
	}
}

// wake wakes one of them.
func (p *plugin) wake() { p.woken.Signal() }

// waker gives the method away.
func (p *plugin) waker() func() { return p.handed.Broadcast }

func local() {
	c := sync.NewCond(new(sync.Mutex))
	c.L.Lock()
	c.Wait() // want `nothing ever signals c: this Wait never returns`
}
