// Package silent takes locks in orders that cannot meet, or in one order.
package silent

import "sync"

// One order everywhere.
type ordered struct{ a, b, c sync.Mutex }

func (o *ordered) abOk() {
	o.a.Lock()
	defer o.a.Unlock()
	o.b.Lock()
	defer o.b.Unlock()
}

func (o *ordered) abcOk() {
	o.a.Lock()
	o.b.Lock()
	o.c.Lock()
	o.c.Unlock()
	o.b.Unlock()
	o.a.Unlock()
}

// One after the other.
func (o *ordered) afterOk() {
	o.b.Lock()
	o.b.Unlock()
	o.a.Lock()
	o.a.Unlock()
}

// Unlocked around the other.
func (o *ordered) aroundOk() {
	o.b.Lock()
	defer o.b.Unlock()
	o.b.Unlock()
	o.a.Lock()
	o.a.Unlock()
	o.b.Lock()
}

// A callee lets go first, and the caller is none the wiser.
func (o *ordered) unlockBAndLockA() {
	o.b.Unlock()
	o.a.Lock()
	o.a.Unlock()
}

func (o *ordered) releasedOk() {
	o.b.Lock()
	o.unlockBAndLockA()
}

func (o *ordered) unlockBLockAAndB() {
	o.b.Unlock()
	o.a.Lock()
	o.a.Unlock()
	o.b.Lock()
}

func (o *ordered) relockedOk() {
	o.b.Lock()
	defer o.b.Unlock()
	o.unlockBLockAAndB()
}

// TryLock does not wait.
func (o *ordered) tryOk() {
	o.b.Lock()
	defer o.b.Unlock()
	if o.a.TryLock() {
		o.a.Unlock()
	}
}

// A goroutine does not hold the locks of who starts it.
func (o *ordered) goOk() {
	o.b.Lock()
	defer o.b.Unlock()
	go func() {
		o.a.Lock()
		o.a.Unlock()
	}()
	go o.lockA()
}

func (o *ordered) lockA() {
	o.a.Lock()
	o.a.Unlock()
}

// A literal that runs later, somewhere else.
func (o *ordered) laterOk() func() {
	o.b.Lock()
	defer o.b.Unlock()
	return func() {
		o.a.Lock()
		o.a.Unlock()
	}
}

// Locked and unlocked under the same condition.
func (o *ordered) correlatedOk(locked bool) {
	if !locked {
		o.b.Lock()
	}
	if !locked {
		o.b.Unlock()
	}
	o.a.Lock()
	o.a.Unlock()
}

// With a parameter that says whether to lock.
func (o *ordered) get(lock bool) {
	if lock {
		o.a.Lock()
		defer o.a.Unlock()
	}
}

func (o *ordered) paramOk() {
	o.b.Lock()
	defer o.b.Unlock()
	o.get(false)
}

// Two of one class: which order they need cannot be seen.
type account struct {
	mu      sync.Mutex
	id, sum int
	parent  *account
	next    *account
}

func comparedOk(a, b *account) {
	if a.id > b.id {
		a, b = b, a
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
}

func (a *account) parentOk() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.parent.mu.Lock()
	a.parent.mu.Unlock()
}

func (a *account) handOverHandOk() {
	a.mu.Lock()
	for a.next != nil {
		next := a.next
		next.mu.Lock()
		a.mu.Unlock()
		a = next
	}
	a.mu.Unlock()
}

// Two fields of one type are two locks, which others take in the same order.
type half struct{ mu sync.Mutex }

type conn struct{ in, out half }

func (c *conn) inOutOk() {
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
}

func (c *conn) againOk() {
	c.in.mu.Lock()
	c.out.mu.Lock()
	c.out.mu.Unlock()
	c.in.mu.Unlock()
}

// An object that nobody else has yet.
type hub struct {
	mu    sync.Mutex
	rooms []*room
}

type room struct {
	mu  sync.Mutex
	hub *hub
}

func (r *room) closeOk() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hub.mu.Lock()
	r.hub.mu.Unlock()
}

func (h *hub) newOk() *room {
	r := &room{hub: h}
	h.mu.Lock()
	defer h.mu.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	h.rooms = append(h.rooms, r)
	return r
}

func (h *hub) newCalleeOk() *room {
	r := &room{hub: h}
	h.mu.Lock()
	defer h.mu.Unlock()
	r.init()
	h.rooms = append(h.rooms, r)
	return r
}

func (r *room) init() {
	r.mu.Lock()
	defer r.mu.Unlock()
}

func newHubOk() *hub {
	h := new(hub)
	r := &room{hub: h}
	h.mu.Lock()
	r.init()
	h.mu.Unlock()
	return h
}

// Locks of local variables.
func localOk() {
	var a, b sync.Mutex
	go func() {
		a.Lock()
		b.Lock()
		b.Unlock()
		a.Unlock()
	}()
	a.Lock()
	a.Unlock()
}

// Nothing is known of what these call.
type calls struct {
	mu  sync.Mutex
	aux sync.Mutex
	f   func()
	i   interface{ Do() }
}

func (c *calls) unknownOk() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.f()
	c.i.Do()
}

func (c *calls) Do() {
	c.aux.Lock()
	defer c.aux.Unlock()
	c.mu.Lock()
	c.mu.Unlock()
}
