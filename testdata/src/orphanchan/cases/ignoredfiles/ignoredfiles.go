// Package ignoredfiles has another half that is not built here.
package ignoredfiles

type conn struct {
	ready   chan struct{}
	started chan struct{}
}

func newConn() *conn { return &conn{make(chan struct{}), make(chan struct{})} }

func (c *conn) await() {
	<-c.ready
	<-c.begin()
	<-c.started // want `nothing ever sends on or closes c.started`
}

type other struct{ begun chan struct{} }

var theOther = other{make(chan struct{})}

func (c *conn) begin() chan struct{} { return theOther.begun }
