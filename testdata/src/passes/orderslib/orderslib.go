// want package:" orderslib.Gate.mu -> orderslib.Hub.Mu under orderslib.mu, orderslib.Gate.mu -> orderslib.mu, orderslib.Hub.Mu -> orderslib.Room.Mu, orderslib.Hub.Mu shared -> orderslib.Room.Mu, orderslib.mu -> orderslib.Hub.Mu under orderslib.Gate.mu}$"

// Package orderslib has locks, and orders of its own.
package orderslib

import "sync"

// Hub has rooms.
type Hub struct {
	Mu    sync.RWMutex
	Rooms map[string]*Room
}

// Room has a mutex.
type Room struct{ Mu sync.Mutex }

// Gate has one, too.
type Gate struct{ mu sync.Mutex }

var mu sync.Mutex

// Enter and Leave are wrappers.
func (g *Gate) Enter() { g.mu.Lock() }
func (g *Gate) Leave() { g.mu.Unlock() }

// Write and Read take a room under the hub.
func (h *Hub) Write(name string) {
	h.Mu.Lock()
	defer h.Mu.Unlock()
	h.Rooms[name].Mu.Lock()
	h.Rooms[name].Mu.Unlock()
}

func (h *Hub) Read(r *Room) {
	h.Mu.RLock()
	defer h.Mu.RUnlock()
	r.Mu.Lock()
	r.Mu.Unlock()
}

func (g *Gate) all(h *Hub) {
	g.Enter()
	defer g.Leave()
	g.globalLocked(h)
}

func (g *Gate) globalLocked(h *Hub) {
	mu.Lock()
	defer mu.Unlock()
	h.Mu.Lock()
	h.Mu.Unlock()
}

// Nothing of these is an order.

func (h *Hub) after(r *Room) {
	r.Mu.Lock()
	r.Mu.Unlock()
	h.Mu.Lock()
	h.Mu.Unlock()
}

func (h *Hub) try(r *Room) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if h.Mu.TryLock() {
		h.Mu.Unlock()
	}
}

func (h *Hub) twoRooms(a, b *Room) {
	a.Mu.Lock()
	b.Mu.Lock()
	b.Mu.Unlock()
	a.Mu.Unlock()
}

func fresh(r *Room) *Hub {
	h := &Hub{}
	r.Mu.Lock()
	defer r.Mu.Unlock()
	h.Mu.Lock()
	h.Mu.Unlock()
	return h
}

func init() {
	r := &Room{}
	r.Mu.Lock()
	mu.Lock()
	mu.Unlock()
	r.Mu.Unlock()
}
