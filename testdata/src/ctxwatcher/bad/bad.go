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
	go func() { // want `this goroutine waits only for ctx: one more stays behind after each call, until ctx ends, since conn\.Close\(\) does not end it; use context\.AfterFunc, and stop it`
		<-ctx.Done()
		conn.Close()
	}()
	return io.Copy(io.Discard, conn)
}

// Leases are held until they are released, or until a context ends.
type Leases struct {
	mu   sync.Mutex
	held map[string]bool
}

// Hold takes the lease of a name.
func (l *Leases) Hold(ctx context.Context, name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held == nil {
		l.held = make(map[string]bool)
	}
	l.held[name] = true
	go func() { // want `this goroutine waits only for ctx: if there is nothing left to do \(L\d+\) it stays all the same, one for each call, until ctx ends; use context\.AfterFunc, and stop it`
		<-ctx.Done()
		l.mu.Lock()
		defer l.mu.Unlock()
		if !l.held[name] {
			return
		}
		delete(l.held, name)
	}()
}

// Release gives the lease of a name back.
func (l *Leases) Release(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.held, name)
}
