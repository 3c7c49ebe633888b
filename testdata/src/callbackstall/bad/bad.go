// Package callbackstall watches the connections of a server.
package callbackstall

import (
	"net"
	"net/http"
)

// A Watcher tells of connections.
type Watcher struct {
	opened chan string
}

// Watch makes srv, which must not serve yet, tell of its connections.
func Watch(srv *http.Server) *Watcher {
	w := &Watcher{opened: make(chan string)}
	srv.ConnState = func(conn net.Conn, state http.ConnState) {
		if state == http.StateNew {
			w.opened <- conn.RemoteAddr().String() // want `this send to w.opened may wait for another goroutine in http.Server.ConnState: all connections that are yet to be accepted wait as long; hand it over without waiting`
		}
	}
	return w
}

// Next returns the address of the next connection. It waits for one.
func (w *Watcher) Next() string { return <-w.opened }
