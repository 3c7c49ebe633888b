// Package lostsignal is a mailbox with a worker that delivers.
package lostsignal

import (
	"context"
	"sync"
)

// Mailbox keeps messages until they are delivered.
type Mailbox struct {
	mu      sync.Mutex
	waiting []string
	wake    chan struct{}
}

// New returns an empty Mailbox.
func New() *Mailbox { return &Mailbox{wake: make(chan struct{})} }

// Post adds a message. It never waits.
func (m *Mailbox) Post(msg string) {
	m.mu.Lock()
	m.waiting = append(m.waiting, msg)
	m.mu.Unlock()
	select {
	case m.wake <- struct{}{}: // want `non-blocking send on unbuffered m.wake: the signal is dropped unless a receiver is waiting at that moment; make\(chan struct{}, 1\) keeps it`
	default:
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
