// Package lostsignal is a mailbox with a worker that delivers.
package lostsignal

import (
	"context"
	"sync"
)

// Mailbox keeps messages until they are delivered.
//
// The channel says only that there is something in waiting. It has room for one
// signal, so a signal for a worker that is busy is kept until the worker looks
// again; and more than one is never needed, since the worker takes all there is.
type Mailbox struct {
	mu      sync.Mutex
	waiting []string
	wake    chan struct{} // capacity 1
}

// New returns an empty Mailbox.
func New() *Mailbox { return &Mailbox{wake: make(chan struct{}, 1)} }

// Post adds a message. It never waits.
func (m *Mailbox) Post(msg string) {
	// First the message, then the signal: who gets the signal finds it.
	m.mu.Lock()
	m.waiting = append(m.waiting, msg)
	m.mu.Unlock()
	select {
	case m.wake <- struct{}{}:
	default: // there is a signal already
	}
}

// Run delivers messages until ctx is done.
func (m *Mailbox) Run(ctx context.Context, deliver func(string)) {
	for {
		select {
		case <-m.wake:
			for _, msg := range m.take() {
				deliver(msg)
			}
		case <-ctx.Done():
			return
		}
	}
}

func (m *Mailbox) take() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.waiting
	m.waiting = nil
	return all
}
