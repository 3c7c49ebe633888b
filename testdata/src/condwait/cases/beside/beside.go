// Package beside waits on a condition with another lock held.
package beside

import "sync"

type pool struct {
	mu    sync.Mutex
	freed *sync.Cond
	free  int

	config sync.RWMutex
	max    int

	turn sync.Mutex
	own  sync.Mutex
}

func newPool() *pool {
	p := new(pool)
	p.freed = sync.NewCond(&p.mu)
	return p
}

func (p *pool) setMax(n int) {
	p.config.Lock()
	defer p.config.Unlock()
	p.max = n
}

func (p *pool) getBad() {
	p.config.Lock()
	defer p.config.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.free == 0 {
		p.freed.Wait() // want `p.freed.Wait while p.config is held: Wait unlocks only the condition's own mutex, so every user of p.config, such as \(\*beside.pool\).setMax, waits for the signal too; unlock it before`
	}
	p.free--
}

func (p *pool) readBad() {
	p.config.RLock()
	defer p.config.RUnlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.free == 0 {
		p.freed.Wait() // want `p.freed.Wait while p.config is held`
	}
	p.free--
}

func (p *pool) get() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.free == 0 {
		p.freed.Wait()
	}
	p.free--
}

// Through a callee.
func (p *pool) calleeBad() {
	p.config.Lock()
	defer p.config.Unlock()
	p.get() // want `p.get waits on a sync.Cond while p.config is held: Wait unlocks only the condition's own mutex, so every user of p.config, such as \(\*beside.pool\).setMax, waits for the signal too; unlock it before`
}

func (p *pool) calleesCalleeBad() {
	p.config.Lock()
	defer p.config.Unlock()
	p.getTwo() // want `p.getTwo waits on a sync.Cond while p.config is held`
}

func (p *pool) getTwo() {
	p.get()
	p.get()
}

// A wrapper locked it.
func (p *pool) lockConfig()   { p.config.Lock() }
func (p *pool) unlockConfig() { p.config.Unlock() }

func (p *pool) wrapperBad() {
	p.lockConfig()
	defer p.unlockConfig()
	p.get() // want `p.get waits on a sync.Cond while pool.config is held`
}

func (p *pool) unlockedBeforeOk() {
	p.config.Lock()
	max := p.max
	p.config.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.free == max {
		p.freed.Wait()
	}
}

// Only its own mutex is held.
func (p *pool) aloneOk() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.free == 0 {
		p.freed.Wait()
	}
	p.free--
}

// The caller holds the mutex of the condition.
func (p *pool) waitLocked() {
	for p.free == 0 {
		p.freed.Wait()
	}
}

func (p *pool) callerOk() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waitLocked()
	p.free--
}

// The callee lets go of it meanwhile.
func (p *pool) getWithoutConfig() {
	p.config.Unlock()
	defer p.config.Lock()
	p.get()
}

func (p *pool) releasedOk() {
	p.config.Lock()
	defer p.config.Unlock()
	p.getWithoutConfig()
}

// On some paths only.
func (p *pool) someOk(all bool) {
	if all {
		p.config.Lock()
		defer p.config.Unlock()
	}
	p.get()
}

// turn is for those who wait: they queue for it.
func (p *pool) turnOk() {
	p.turn.Lock()
	defer p.turn.Unlock()
	p.get()
}

func (p *pool) otherTurnOk() {
	p.turn.Lock()
	defer p.turn.Unlock()
	p.get()
	p.get()
}

// own has no other user.
func (p *pool) ownOk() {
	p.own.Lock()
	defer p.own.Unlock()
	p.get()
}

// A goroutine does not hold the locks of who started it.
func (p *pool) goOk() {
	p.config.Lock()
	defer p.config.Unlock()
	go p.get()
	go func() { p.get() }()
}

type stats struct {
	mu sync.RWMutex
	n  int
}

func (s *stats) read() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.n
}

// Readers do not wait for a reader.
func (s *stats) readersOk(p *pool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p.get()
}
