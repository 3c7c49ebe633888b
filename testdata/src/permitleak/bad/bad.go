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
func (c *Client) Do(request string) (string, error) {
	c.slots <- struct{}{} // also: chanleak
	conn, err := c.dial()
	if err != nil {
		return "", err // want `this return loses the permit that c.slots <- … \(L23\) took: once all permits are lost, everybody waits for one for ever; give it back here too, or with defer as soon as it is taken`
	}
	answer, err := conn.Send(request)
	conn.Close()
	<-c.slots
	return answer, err
}
