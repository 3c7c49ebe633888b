package broadcast

import (
	"errors"
	"sync"
)

// A Policy says what happens to a subscriber that lags: whose buffer is full
// when the next item comes.
type Policy int

const (
	DropOldest Policy = iota // it loses the oldest item
	Disconnect               // it is disconnected
)

// Errors of a subscription that has ended, and of a hub that is closed.
var (
	ErrLagged = errors.New("the subscriber was too slow")
	ErrClosed = errors.New("the hub is closed")
)

// A Hub sends what is published to all subscribers. The zero value is ready.
type Hub[T any] struct {
	mu     sync.Mutex // held for no longer than it takes to fill buffers
	subs   map[*Subscription[T]]bool
	closed bool
}

// A Subscription is one subscriber's end.
type Subscription[T any] struct {
	C <-chan T // the items; closed when the subscription has ended

	hub    *Hub[T]
	send   chan T
	policy Policy
	lost   int   // guarded by hub.mu, as is err
	err    error // why it ended
}

// Subscribe adds a subscriber, with a buffer for room items, at least one.
func (h *Hub[T]) Subscribe(room int, policy Policy) *Subscription[T] {
	ch := make(chan T, max(room, 1))
	s := &Subscription[T]{C: ch, hub: h, send: ch, policy: policy}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subs == nil {
		h.subs = make(map[*Subscription[T]]bool)
	}
	h.subs[s] = true
	if h.closed {
		h.endLocked(s, ErrClosed)
	}
	return s
}

// Publish sends v to all who subscribe now. It does not wait for them.
func (h *Hub[T]) Publish(v T) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return ErrClosed
	}
	for s := range h.subs {
		h.sendLocked(s, v)
	}
	return nil
}

// sendLocked sends v to s, or does what its policy says.
func (h *Hub[T]) sendLocked(s *Subscription[T], v T) {
	for {
		select {
		case s.send <- v:
			return
		default:
		}
		if s.policy == Disconnect {
			h.endLocked(s, ErrLagged)
			return
		}
		select {
		case <-s.send:
			s.lost++
		default: // the subscriber was faster
		}
		// Now there is room, and nobody else sends: the next round is the last.
	}
}

// endLocked ends a subscription, unless it has ended already.
func (h *Hub[T]) endLocked(s *Subscription[T], why error) {
	if h.subs[s] {
		delete(h.subs, s)
		s.err = why
		close(s.send)
	}
}

// Close ends all subscriptions. What is in their buffers can still be received.
func (h *Hub[T]) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for s := range h.subs {
		h.endLocked(s, ErrClosed)
	}
}

// Close ends the subscription. It may be called more than once, by anyone.
func (s *Subscription[T]) Close() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.hub.endLocked(s, nil)
}

// Lost returns how many items the subscriber has missed.
func (s *Subscription[T]) Lost() int {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	return s.lost
}

// Err returns why C was closed: ErrLagged, ErrClosed, or nil if the subscriber
// did it, or nobody yet.
func (s *Subscription[T]) Err() error {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	return s.err
}
