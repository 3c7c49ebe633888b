// Package callees: the wait, the lock or the counterpart is a call away.
package callees

import "sync"

type node struct {
	mu    sync.Mutex
	seen  map[string]bool
	errs  chan error
	done  chan struct{}
	inbox chan string
}

func newNode() *node {
	n := &node{errs: make(chan error), done: make(chan struct{}), inbox: make(chan string), seen: make(map[string]bool)}
	go n.watch()
	go n.read()
	return n
}

func (n *node) watch() {
	for range n.errs {
		n.forget("")
	}
}

func (n *node) forget(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.seen, name)
}

func (n *node) fail(err error) { n.errs <- err }

func (n *node) add(name string, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.seen[name] {
		n.fail(err) // want `n\.fail, which leads to n\.errs <-, waits while n\.mu is held \(since L36\), but \(\*callees\.node\)\.watch, which could receive, needs n\.mu first`
	}
	n.seen[name] = true
}

func (n *node) addFirst(name string, err error) {
	n.mu.Lock()
	known := n.seen[name]
	n.seen[name] = true
	n.mu.Unlock()
	if known {
		n.fail(err)
	}
}

func (n *node) read() {
	defer n.close()
	for name := range n.inbox {
		n.forget(name)
	}
}

func (n *node) close() { close(n.done) }

func (n *node) stop() {
	n.mu.Lock()
	close(n.inbox)
	<-n.done // want `<-n\.done waits while n\.mu is held`
	n.mu.Unlock()
}
