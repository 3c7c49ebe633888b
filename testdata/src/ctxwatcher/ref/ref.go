// Package ctxwatcher copies what comes in on connections.
package ctxwatcher

import (
	"context"
	"io"
	"sync"
)

// Drain reads conn to its end, and closes it. The end of ctx ends it early.
func Drain(ctx context.Context, conn io.ReadCloser) (int64, error) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() {
		conn.Close()
	})
	defer stop()
	return io.Copy(io.Discard, conn)
}

// Leases are held until they are released, or until a context ends.
type Leases struct {
	mu   sync.Mutex
	held map[string]*lease
}

type lease struct {
	stop func() bool // stops the release at the end of the context
}

// Hold takes the lease of a name.
func (l *Leases) Hold(ctx context.Context, name string) {
	held := new(lease)
	held.stop = context.AfterFunc(ctx, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.held[name] == held {
			delete(l.held, name)
		}
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held == nil {
		l.held = make(map[string]*lease)
	}
	l.held[name] = held
}

// Release gives the lease of a name back.
func (l *Leases) Release(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if held := l.held[name]; held != nil {
		held.stop()
		delete(l.held, name)
	}
}
