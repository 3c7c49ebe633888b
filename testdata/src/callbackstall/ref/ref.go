package callbackstall

import (
	"net"
	"net/http"
	"sync"
)

// maxQueued bounds what is remembered if nobody asks.
const maxQueued = 1000

// A Watcher tells of connections.
type Watcher struct {
	mu     sync.Mutex
	opened []string
	more   chan struct{} // has room for one; full if opened has something new
}

// Watch makes srv, which must not serve yet, tell of its connections.
func Watch(srv *http.Server) *Watcher {
	w := &Watcher{more: make(chan struct{}, 1)}
	srv.ConnState = func(conn net.Conn, state http.ConnState) {
		if state == http.StateNew {
			w.add(conn.RemoteAddr().String())
		}
	}
	return w
}

// add is called by the goroutine that accepts connections, and so waits for
// nobody: not for a receiver, and for the mutex as long as an append takes.
func (w *Watcher) add(addr string) {
	w.mu.Lock()
	if len(w.opened) == maxQueued {
		w.opened = w.opened[1:] // rather forget the oldest than wait
	}
	w.opened = append(w.opened, addr)
	w.mu.Unlock()
	w.wake()
}

// wake lets one that waits in Next look again.
func (w *Watcher) wake() {
	select {
	case w.more <- struct{}{}:
	default: // it will look anyway
	}
}

// Next returns the address of the next connection. It waits for one.
func (w *Watcher) Next() string {
	for {
		if addr, ok := w.first(); ok {
			return addr
		}
		<-w.more
	}
}

func (w *Watcher) first() (addr string, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.opened) == 0 {
		return "", false
	}
	addr, w.opened = w.opened[0], w.opened[1:]
	if len(w.opened) > 0 {
		w.wake() // for another that waits
	}
	return addr, true
}
