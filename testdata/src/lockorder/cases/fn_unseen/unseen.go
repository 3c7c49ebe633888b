// Package fn_unseen has what the check does not see, and could.
package fn_unseen

import "sync"

// Two of one class, in any order.
type account struct {
	mu  sync.Mutex
	sum int
}

func transfer(from, to *account, sum int) {
	from.mu.Lock()
	defer from.mu.Unlock()
	to.mu.Lock()
	defer to.mu.Unlock()
	from.sum -= sum
	to.sum += sum
}

// A constructor that shares before it locks.
type hub struct {
	mu    sync.Mutex
	rooms []*room
}

type room struct {
	mu  sync.Mutex
	hub *hub
}

func (h *hub) open() *room {
	r := &room{hub: h}
	h.mu.Lock()
	h.rooms = append(h.rooms, r)
	h.mu.Unlock()
	r.mu.Lock()
	h.mu.Lock()
	h.mu.Unlock()
	r.mu.Unlock()
	return r
}

func (h *hub) all() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range h.rooms {
		r.mu.Lock()
		r.mu.Unlock()
	}
}

// Local mutexes.
func local() {
	var a, b sync.Mutex
	go func() {
		a.Lock()
		b.Lock()
		b.Unlock()
		a.Unlock()
	}()
	b.Lock()
	a.Lock()
	a.Unlock()
	b.Unlock()
}
