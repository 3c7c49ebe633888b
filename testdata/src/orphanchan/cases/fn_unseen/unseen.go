// Package unseen has orphans that are not seen.
package unseen

type pool struct{ first, second chan int }

// merged: both channels are in one variable at times, and so they are one.
func (p *pool) merged(second bool) {
	p.first, p.second = make(chan int), make(chan int)
	c := p.first
	if second {
		c = p.second
	}
	go close(c)
	_ = p.first
}

// neverCalled would complete it, but is never called.
func neverCalled(c chan int) { close(c) }

func waits() {
	c := make(chan int)
	if false {
		neverCalled(c)
	}
	<-c
}

// instances: each goroutine waits for a channel that only others get.
type node struct{ next chan int }

func ring() {
	a, b := &node{make(chan int)}, &node{make(chan int)}
	go func() { a.next <- 1 }()
	<-b.next
}
