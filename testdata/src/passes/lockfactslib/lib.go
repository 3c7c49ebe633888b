// want package:"summarised"

// Package lockfactslib exports lock facts for package lockfacts.
package lockfactslib

import "sync"

type Box struct {
	mu sync.Mutex
	rw sync.RWMutex
	n  int
}

var Global sync.Mutex

func (b *Box) Inc() { // want Inc:"^acquire\\(p0\\.mu\\)$"
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
}

func (b *Box) Get() int { // want Get:"^acquire\\(read p0\\.rw\\)$"
	b.rw.RLock()
	defer b.rw.RUnlock()
	return b.n
}

func (b *Box) Lock() { b.mu.Lock() } // want Lock:"^acquire\\(p0\\.mu\\) leave\\(p0\\.mu\\)$"

func (b *Box) Unlock() { b.mu.Unlock() } // want Unlock:"^release\\(p0\\.mu\\)$"

func (b *Box) RLock() { b.rw.RLock() } // want RLock:"^acquire\\(read p0\\.rw\\) leave\\(read p0\\.rw\\)$"

// Bump needs Global and the box.
func (b *Box) Bump() { // want Bump:"^acquire\\(p0\\.mu under lockfactslib\\.Global\\) acquire\\(github\\.com/asynclint/asynclint/testdata/src/passes/lockfactslib\\.Global\\)$"
	Global.Lock()
	defer Global.Unlock()
	b.Inc()
}

// CloseAndInc unlocks first, and locks again.
func (b *Box) CloseAndInc() { // want CloseAndInc:"^acquire\\(p0\\.mu without p0\\.mu\\) release\\(p0\\.mu\\)$"
	b.mu.Unlock()
	b.Inc()
}

// Yield gives the lock back.
func (b *Box) Yield() { // want Yield:"^acquire\\(p0\\.mu without p0\\.mu\\)$"
	b.mu.Unlock()
	b.mu.Lock()
}

// Sometimes leaves nobody wiser.
func (b *Box) Sometimes(c chan bool) { // want Sometimes:"^acquire\\(p0\\.mu\\) vary\\(p0\\.mu\\)$"
	b.mu.Lock()
	if <-c {
		b.mu.Unlock()
	}
}

// Maybe locks if it is told to.
func (b *Box) Maybe(lock bool) { // want Maybe:"^acquire\\(p0\\.mu if p1=true\\)$"
	if lock {
		b.mu.Lock()
		defer b.mu.Unlock()
	}
	b.n++
}

func With(mu *sync.Mutex, f func()) { // want With:"^run\\(p1\\) acquire\\(p0\\)$"
	mu.Lock()
	defer mu.Unlock()
	f()
}

// Try does not wait.
func (b *Box) Try() bool {
	if b.mu.TryLock() {
		b.mu.Unlock()
		return true
	}
	return false
}

// Later locks in a goroutine of its own.
func (b *Box) Later() {
	go b.Inc()
}

// Fresh locks what nobody else has.
func Fresh() *Box {
	b := &Box{}
	b.Inc()
	return b
}

func Nothing(b *Box) int { return b.n }
