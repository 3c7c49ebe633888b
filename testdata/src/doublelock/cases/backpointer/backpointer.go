// Package backpointer: the second Lock reaches the same object through a
// pointer back to the owner.
package backpointer

import "sync"

type store struct {
	mu       sync.Mutex
	replicas []*replica
	byID     map[int]*replica
}

type replica struct {
	id    int
	store *store
	state int
}

func (r *replica) update() {
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	r.state++
}

func (s *store) all() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.replicas {
		r.update() // want `r\.update locks s\.mu`
	}
}

func (s *store) one(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r, ok := s.byID[id]; ok {
		r.update() // want `r\.update locks s\.mu`
	}
}

func (s *store) passedIn(r *replica) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.update() // whose replica is this?
}

// (2): one path is an extension of the other by a pointer of the own type.
type node struct {
	mu     sync.Mutex
	n      int
	parent *node
	next   *node
	kids   []*node
}

func (n *node) inc() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.n++
}

func (n *node) toParent() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.parent != nil {
		n.parent.inc()
	}
}

func (n *node) toNext() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.next.mu.Lock()
	n.next.n++
	n.next.mu.Unlock()
}

func (n *node) toKids() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, k := range n.kids {
		k.inc()
	}
}

func (n *node) kidsToTheirParent() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, k := range n.kids {
		k.incParent()
	}
}

func (n *node) incParent() {
	n.parent.mu.Lock()
	n.parent.n++
	n.parent.mu.Unlock()
}

// Hand over hand along a list.
func (n *node) walk() {
	cur := n
	cur.mu.Lock()
	for cur.next != nil {
		next := cur.next
		next.mu.Lock()
		cur.mu.Unlock()
		cur = next
	}
	cur.mu.Unlock()
}

// (6): the replica was made here, and belongs to whom it was made for.
func (s *store) split(other *store) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &replica{store: other}
	r.update()
}
