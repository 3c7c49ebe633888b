// Package readers takes two RWMutexes in two orders, for reading.
package readers

import "sync"

// Only for reading on both sides, and of one of them there is no writer in it.
type both struct{ a, b sync.RWMutex }

func (r *both) abOk() {
	r.a.RLock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *both) baOk() {
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

// One of the two is for reading on both sides: it excludes nobody.
type one struct{ a, b sync.RWMutex }

func (r *one) abOk() {
	r.a.RLock()
	r.b.Lock()
	r.b.Unlock()
	r.a.RUnlock()
}

func (r *one) baOk() {
	r.b.Lock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.Unlock()
}

// A reader and a writer of each.
type mixed struct{ a, b sync.RWMutex }

func (r *mixed) ab() {
	r.a.RLock()
	r.b.RLock() // want `mixed.b is locked here while mixed.a is held, but \(\*readers.mixed\).ba \(L52\) locks mixed.a while it holds mixed.b`
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *mixed) ba() {
	r.b.Lock()
	r.a.Lock()
	r.a.Unlock()
	r.b.Unlock()
}
