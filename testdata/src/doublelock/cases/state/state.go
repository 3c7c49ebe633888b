// Package state has methods that lock only in a certain state of the object,
// which a caller that holds the lock may know not to be the case.
package state

import "sync"

type conn struct {
	handshake sync.Mutex
	version   int
	quic      bool
	peer      *conn
}

func (c *conn) renegotiate() {
	c.handshake.Lock()
	defer c.handshake.Unlock()
	c.version++
}

// message renegotiates in old versions alone.
func (c *conn) message() {
	if c.version != 13 {
		c.renegotiate()
	}
}

func (c *conn) messageUnlessQUIC() {
	if !c.quic {
		c.renegotiate()
	}
}

// handleOk is only for version 13.
func (c *conn) handleOk() {
	c.handshake.Lock()
	defer c.handshake.Unlock()
	c.message()
	c.messageUnlessQUIC()
}

// whenSet tests a pointer, not a state.
func (c *conn) whenSet() {
	if c.peer != nil {
		c.renegotiate()
	}
}

func (c *conn) handleBad() {
	c.handshake.Lock()
	defer c.handshake.Unlock()
	c.whenSet() // want `c.whenSet locks .*`
}

// whenAsked depends on an argument, not on the object.
func (c *conn) whenAsked(n int) {
	if n > 0 {
		c.renegotiate()
	}
}

func (c *conn) askBad(n int) {
	c.handshake.Lock()
	defer c.handshake.Unlock()
	c.whenAsked(n) // want `c.whenAsked locks .*`
}
