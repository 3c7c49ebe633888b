// Package replica uses the store.
package replica

import (
	"sync"

	"github.com/asynclint/asynclint/testdata/src/lockorder/cases/crosspkg/store"
)

// Replica has a mutex of its own.
type Replica struct {
	Mu    sync.Mutex
	Store *store.Store
}

// The other order is in package store.
func observeBad(s *store.Store, o *store.Observer) {
	o.Mu.Lock()
	defer o.Mu.Unlock()
	s.Mu.Lock() // want `Store.Mu is locked here while Observer.Mu is held, but \(\*store.Store\).Notify \(store.go:32\) locks Observer.Mu while it holds Store.Mu: two goroutines can have one each and wait for the other for ever; lock them in one order`
	s.Mu.Unlock()
}

func quietOk(s *store.Store, o *store.Observer) {
	s.Mu.Lock()
	s.Mu.Unlock()
	s.Quiet(o)
}

// Both orders are here, and the lock of the other package is taken there.
func (r *Replica) add() {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	r.Store.Add() // want `r.Store.Add locks Store.mu while Replica.Mu is held, but \(\*replica.Replica\).wrapped \(L40\) locks Replica.Mu while it holds Store.mu`
}

func (r *Replica) wrapped() {
	r.Store.Lock()
	defer r.Store.Unlock()
	r.Mu.Lock()
	r.Mu.Unlock()
}

// Report locks the replica, and under it the mutex of the store.
func (r *Replica) Report() {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	r.Store.Mu.Lock()
	r.Store.Mu.Unlock()
}
