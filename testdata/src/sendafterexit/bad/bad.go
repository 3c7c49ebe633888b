// Package sendafterexit counts, in a goroutine that owns the numbers.
package sendafterexit

// A Counter counts what it is told to until it is stopped.
type Counter struct {
	add  chan string
	get  chan chan map[string]int
	stop chan struct{}
}

// New starts a Counter.
func New() *Counter {
	c := &Counter{
		add:  make(chan string),
		get:  make(chan chan map[string]int),
		stop: make(chan struct{}),
	}
	go c.run()
	return c
}

func (c *Counter) run() {
	counts := make(map[string]int)
	for {
		select {
		case key := <-c.add:
			counts[key]++
		case reply := <-c.get:
			reply <- counts
		case <-c.stop:
			return
		}
	}
}

// Add counts key, and reports whether it did.
func (c *Counter) Add(key string) bool {
	c.add <- key // want `c\.add <- … can block for ever: its only receiver, \(\*sendafterexit\.Counter\)\.run, ends on <-c\.stop \(L30\); select on something that is closed then`
	return true
}

// Counts returns the counts, nil after Stop.
func (c *Counter) Counts() map[string]int {
	reply := make(chan map[string]int, 1)
	select {
	case c.get <- reply:
		return <-reply
	case <-c.stop:
		return nil
	}
}

// Stop ends the Counter.
func (c *Counter) Stop() { close(c.stop) }
