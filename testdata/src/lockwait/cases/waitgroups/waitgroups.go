// Package waitgroups: WaitGroup.Wait under a lock.
package waitgroups

import "sync"

type table struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	rows []int
}

func (t *table) start() {
	t.wg.Add(1)
	go t.sync()
}

func (t *table) sync() {
	defer t.wg.Done()
	t.mu.Lock()
	t.rows = nil
	t.mu.Unlock()
}

func (t *table) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wg.Wait() // want `t\.wg\.Wait\(\) waits while t\.mu is held \(since L25\), but \(\*waitgroups\.table\)\.sync, which could be done, needs t\.mu first \(L19\)`
}

func (t *table) stopUnlocked() {
	t.mu.Lock()
	t.rows = nil
	t.mu.Unlock()
	t.wg.Wait()
}

type pool struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	jobs int
}

func (p *pool) run() {
	p.wg.Go(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.jobs++
	})
}

func (p *pool) drain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wg.Wait() // want `p\.wg\.Wait\(\) waits while p\.mu is held`
}

// plain tasks need no lock.
type plain struct {
	mu sync.Mutex
	wg sync.WaitGroup
}

func (p *plain) run(f func()) { p.wg.Go(f) }

func (p *plain) drain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wg.Wait()
}

// Who counts itself in has the lock behind it when it counts.
type counted struct {
	mu       sync.Mutex
	wg       sync.WaitGroup
	draining bool
}

func (c *counted) begin() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.draining {
		return false
	}
	c.wg.Add(1)
	return true
}

func (c *counted) serve(work func()) {
	if c.begin() {
		work()
		c.wg.Done()
	}
}

func (c *counted) drain() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.draining = true
	c.wg.Wait()
}
