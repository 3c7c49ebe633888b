// Package nolock waits without the lock of the condition.
package nolock

import "sync"

type gate struct {
	mu   sync.Mutex
	rw   sync.RWMutex
	cond *sync.Cond
	read *sync.Cond
	open bool
}

func newGate() *gate {
	g := new(gate)
	g.cond = sync.NewCond(&g.mu)
	g.read = sync.NewCond(g.rw.RLocker())
	return g
}

func (g *gate) goBad(then func()) {
	go func() {
		for !g.open {
			g.cond.Wait() // want `g.cond.Wait\(\) without g.cond.L held in this goroutine: Wait unlocks it first, which ends the program or frees another goroutine's lock; lock g.cond.L before`
		}
		then()
	}()
}

// The lock of the goroutine that starts it is not its own.
func (g *gate) underLockBad() {
	g.mu.Lock()
	defer g.mu.Unlock()
	go func() {
		for !g.open {
			g.cond.Wait() // want `without g.cond.L held`
		}
	}()
}

func (g *gate) unlockedBad() {
	go func() {
		g.mu.Lock()
		open := g.open
		g.mu.Unlock()
		for !open {
			g.cond.Wait() // want `without g.cond.L held`
			open = g.open
		}
	}()
}

// Another lock is held, and not the one of the condition.
func (g *gate) otherLockBad() {
	go func() {
		g.rw.RLock()
		defer g.rw.RUnlock()
		for !g.open {
			g.cond.Wait() // want `without g.cond.L held`
		}
	}()
}

func (g *gate) waitGroupBad(wg *sync.WaitGroup) {
	wg.Go(func() {
		for !g.open {
			g.cond.Wait() // want `without g.cond.L held`
		}
	})
}

// after starts f.
func after(f func()) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	return done
}

func (g *gate) wrapperBad() {
	g.mu.Lock()
	defer g.mu.Unlock()
	after(func() {
		for !g.open {
			g.cond.Wait() // want `without g.cond.L held`
		}
	})
}

// during starts f and waits for it: f runs under the caller's locks.
func during(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

func (g *gate) lentOk() {
	g.mu.Lock()
	defer g.mu.Unlock()
	during(func() {
		for !g.open {
			g.cond.Wait()
		}
	})
}

func (g *gate) lockedOk() {
	go func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		for !g.open {
			g.cond.Wait()
		}
	}()
}

func (g *gate) throughCondOk() {
	go func() {
		g.cond.L.Lock()
		defer g.cond.L.Unlock()
		for !g.open {
			g.cond.Wait()
		}
	}()
}

func (g *gate) lock()   { g.mu.Lock() }
func (g *gate) unlock() { g.mu.Unlock() }

func (g *gate) wrapperOk() {
	go func() {
		g.lock()
		defer g.unlock()
		for !g.open {
			g.cond.Wait()
		}
	}()
}

func (g *gate) readerOk() {
	go func() {
		g.rw.RLock()
		defer g.rw.RUnlock()
		for !g.open {
			g.read.Wait()
		}
	}()
}

// Nothing is known of the two functions.
func (g *gate) unknownOk(lock, unlock func()) {
	go func() {
		lock()
		defer unlock()
		for !g.open {
			g.cond.Wait()
		}
	}()
}

func (g *gate) interfaceOk(l interface{ Acquire() }) {
	go func() {
		l.Acquire()
		for !g.open {
			g.cond.Wait()
		}
	}()
}

// On some path it is held: too little to speak.
func (g *gate) someOk(locked bool) {
	go func() {
		if !locked {
			g.mu.Lock()
		}
		for !g.open {
			g.cond.Wait()
		}
		g.mu.Unlock()
	}()
}

// A declared function has callers that may hold the lock.
func (g *gate) waitOk() {
	for !g.open {
		g.cond.Wait()
	}
}

func (g *gate) literalOk() {
	wait := func() {
		for !g.open {
			g.cond.Wait()
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	wait()
}
