// Command mainonly takes locks in two orders, in goroutines of which there is
// only one each.
package main

import "sync"

var (
	a, b sync.Mutex
	c, d sync.Mutex
	e, f sync.Mutex
)

func init() {
	b.Lock()
	a.Lock()
	a.Unlock()
	b.Unlock()
}

func main() {
	a.Lock()
	b.Lock()
	b.Unlock()
	a.Unlock()
	thenBAOk()
	func() {
		b.Lock()
		a.Lock()
		a.Unlock()
		b.Unlock()
	}()
	go once()
	go func() {
		e.Lock()
		f.Lock() // want `f is locked here while e is held, but main.fe`
		f.Unlock()
		e.Unlock()
	}()
	fe()
}

func thenBAOk() {
	b.Lock()
	a.Lock()
	a.Unlock()
	b.Unlock()
}

// once is one goroutine.
func once() {
	for range 10 {
		c.Lock()
		d.Lock()
		d.Unlock()
		c.Unlock()
		onceMore()
	}
}

func onceMore() {
	d.Lock()
	c.Lock()
	c.Unlock()
	d.Unlock()
}

func fe() {
	f.Lock()
	e.Lock()
	e.Unlock()
	f.Unlock()
}
