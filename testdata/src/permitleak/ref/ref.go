// Package permitleak sends requests, no more than a number of them at a time.
package permitleak

// A Conn is a connection.
type Conn interface {
	Send(request string) (string, error)
	Close() error
}

// A Client keeps the number of its connections down.
type Client struct {
	dial  func() (Conn, error)
	slots chan struct{} // has an element for each connection
}

// New returns a client with n connections at most.
func New(n int, dial func() (Conn, error)) *Client {
	return &Client{dial: dial, slots: make(chan struct{}, n)}
}

// Do sends a request on a new connection, when there is a slot for one.
//
// The slot is given back by a deferred call that is made as soon as the slot is
// taken: whatever happens from there on, a failed dial, an early return that
// somebody adds, a panic, it is given back, and once.
func (c *Client) Do(request string) (string, error) {
	c.slots <- struct{}{}
	defer func() { <-c.slots }()

	conn, err := c.dial()
	if err != nil {
		return "", err
	}
	defer conn.Close() // before the slot is free again
	return conn.Send(request)
}
