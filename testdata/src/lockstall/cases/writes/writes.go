// Package writes writes to connections with a lock held.
package writes

import (
	"net"
	"sync"
)

// client has one goroutine that writes: loop. mu is for the counters.
type client struct {
	mu   sync.Mutex
	conn net.Conn
	sent int
	out  chan []byte
}

func (c *client) loop() {
	for p := range c.out {
		if _, err := c.conn.Write(p); err != nil {
			return
		}
	}
	c.conn.Write([]byte("bye"))
}

func (c *client) bytes() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sent
}

func (c *client) goAwayBad() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, err := c.conn.Write([]byte{byte(c.sent)}) // want `c.conn.Write waits for the connection while c.mu is held: every other user of c.mu, such as \(\*writes.client\).bytes, waits as long; most writes to it are made without the lock; copy what is needed, unlock, then write`
	c.sent += n
	return err
}

// guarded has a mutex that keeps writes apart, and guards a counter as well.
type guarded struct {
	mu   sync.Mutex
	conn net.Conn
	sent int
}

func newGuarded(conn net.Conn) (*guarded, error) {
	g := &guarded{conn: conn}
	_, err := g.conn.Write([]byte("hello"))
	return g, err
}

func (g *guarded) writeOk(p []byte) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.write(p)
}

// The caller holds g.mu.
func (g *guarded) write(p []byte) error {
	n, err := g.conn.Write(p)
	g.sent += n
	return err
}

func (g *guarded) pingOk() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, err := g.conn.Write([]byte("ping"))
	return err
}

func (g *guarded) bytes() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.sent
}
