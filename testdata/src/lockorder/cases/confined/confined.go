// Package confined starts goroutines of which there is more than one, or one
// for each call.
package confined

import "sync"

var a, b, c, d sync.Mutex

// Start may be called any number of times.
func Start() {
	go func() {
		a.Lock()
		b.Lock() // want `b is locked here while a is held`
		b.Unlock()
		a.Unlock()
		b.Lock()
		a.Lock()
		a.Unlock()
		b.Unlock()
	}()
}

type server struct{ n int }

// A method named init is nothing special.
func (s *server) init() {
	c.Lock()
	d.Lock() // want `d is locked here while c is held`
	d.Unlock()
	c.Unlock()
}

func (s *server) stop() {
	d.Lock()
	c.Lock()
	c.Unlock()
	d.Unlock()
}
