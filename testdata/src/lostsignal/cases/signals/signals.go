// Package signals loses signals.
package signals

import "sync"

type conn struct {
	mu     sync.Mutex
	active int
	wake   chan struct{}
	failed chan error
	full   chan bool
	stop   chan struct{}
	zero   chan int
}

func newConn() *conn {
	return &conn{wake: make(chan struct{}), failed: make(chan error), full: make(chan bool), stop: make(chan struct{}), zero: make(chan int, 0)}
}

// keepalive gets to its receive some time, or after the signal.
func (c *conn) keepalive() {
	c.mu.Lock()
	idle := c.active == 0
	c.mu.Unlock()
	if idle {
		<-c.wake
	}
}

func (c *conn) open() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.active++
	select {
	case c.wake <- struct{}{}: // want `non-blocking send on unbuffered c.wake: the signal is dropped unless a receiver is waiting at that moment; make\(chan struct{}, 1\) keeps it`
	default:
	}
}

func (c *conn) flush(full bool) {
	select {
	case c.full <- full: // want `non-blocking send on unbuffered c.full: .* make\(chan bool, 1\) keeps it`
	default:
	}
	select {
	case c.failed <- nil: // want `non-blocking send on unbuffered c.failed`
	default:
	}
	select {
	default:
	case c.zero <- 1: // want `non-blocking send on unbuffered c.zero`
	}
}

func (c *conn) loop() {
	for {
		select {
		case <-c.full:
			c.keepalive()
		case err := <-c.failed:
			_ = err
		case <-c.zero:
		case <-c.stop:
			return
		}
	}
}

func (c *conn) close() { close(c.stop) }

func local(work func()) {
	done := make(chan struct{})
	go func() {
		work()
		select {
		case done <- struct{}{}: // want `non-blocking send on unbuffered done`
		default:
		}
	}()
	work()
	<-done
}

func ranges(work func()) (wake func()) {
	signals := make(chan struct{})
	go func() {
		for range signals {
			work()
		}
	}()
	return func() {
		select {
		case signals <- struct{}{}: // want `non-blocking send on unbuffered signals`
		default:
		}
	}
}

type waiters struct{ all []chan struct{} }

func (w *waiters) wait(ready func() bool) {
	c := make(chan struct{})
	w.all = append(w.all, c)
	if !ready() {
		<-c
	}
}

func (w *waiters) wakeAll() {
	for _, c := range w.all {
		select {
		case c <- struct{}{}: // want `non-blocking send on unbuffered c: `
		default:
		}
	}
}

func signal(errs chan error, err error) {
	select {
	case errs <- err: // want `non-blocking send on unbuffered errs: .* make\(chan error, 1\) keeps it`
	default:
	}
}

func wait(work func() error) error {
	errs := make(chan error)
	go func() { signal(errs, work()) }()
	return <-errs
}
