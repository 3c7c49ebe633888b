// Package sendafterexit counts, in a goroutine that owns the numbers.
package sendafterexit

import "maps"

// A Counter counts what it is told to until it is stopped.
type Counter struct {
	add  chan string
	get  chan chan map[string]int
	stop chan struct{} // closed to end the goroutine
	done chan struct{} // closed by the goroutine when it has ended
}

// New starts a Counter.
func New() *Counter {
	c := &Counter{
		add:  make(chan string),
		get:  make(chan chan map[string]int),
		stop: make(chan struct{}),
		done: make(chan struct{}),
	}
	go c.run()
	return c
}

// run is the only one that receives. Whatever makes it return, also what
// somebody adds later, it closes done: nobody who sends has to know why.
func (c *Counter) run() {
	defer close(c.done)
	counts := make(map[string]int)
	for {
		select {
		case key := <-c.add:
			counts[key]++
		case reply := <-c.get:
			reply <- maps.Clone(counts) // never blocks: reply has room for one
		case <-c.stop:
			return
		}
	}
}

// Add counts key, and reports whether it did: not after Stop.
func (c *Counter) Add(key string) bool {
	select {
	case c.add <- key:
		return true
	case <-c.done:
		return false
	}
}

// Counts returns the counts, nil after Stop.
func (c *Counter) Counts() map[string]int {
	reply := make(chan map[string]int, 1)
	select {
	case c.get <- reply:
		return <-reply
	case <-c.done:
		return nil
	}
}

// Stop ends the Counter and waits for it.
func (c *Counter) Stop() {
	close(c.stop)
	<-c.done
}
