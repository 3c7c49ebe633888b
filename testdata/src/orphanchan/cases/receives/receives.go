// Package receives waits for what never comes.
package receives

import "sync"

type server struct {
	ready chan struct{}
	conns chan int
}

func newServer() *server { return &server{ready: make(chan struct{}), conns: make(chan int, 8)} }

func (s *server) fieldNeverClosed() {
	<-s.ready // want `nothing ever sends on or closes s.ready \(only this package can\): this receive never ends`
}

func (s *server) alias() {
	conns := s.conns
	go func() {
		for c := range conns { // want `nothing ever sends on or closes conns \(only this package can\): this range never ends`
			_ = c
		}
	}()
}

func (s *server) Ready() <-chan struct{} { return s.ready }

func throughGetter(s *server) {
	<-s.Ready() // want `nothing ever sends on or closes s.Ready\(\) \(only this package can\)`
}

var booted = make(chan struct{})

// AwaitBoot waits for a package variable.
func AwaitBoot() {
	<-booted // want `nothing ever sends on or closes booted \(only this package can\)`
}

func inGoroutine() {
	go func() {
		<-make(chan int) // want `nothing ever sends on or closes make\(chan int\): this receive never ends`
	}()
}

func nilReceive() {
	go func() {
		var c chan int
		<-c // want `c is nil here: this receive blocks for ever; make the channel`
	}()
}

func doneIgnored() {
	done := make(chan struct{})
	go work(done)
	<-done // want `nothing ever sends on or closes done: this receive never ends`
}

func work(chan struct{}) {}

type queue[T any] struct{ items chan T }

func newQueue[T any]() *queue[T] { return &queue[T]{make(chan T)} }

func (q *queue[T]) pop() T {
	return <-q.items // want `nothing ever sends on or closes q.items`
}

func useQueue() int { return newQueue[int]().pop() }

type base struct{ quit chan struct{} }

type derived struct {
	base
	once sync.Once
}

func (d *derived) promoted() {
	d.quit = make(chan struct{})
	<-d.quit // want `nothing ever sends on or closes d.quit`
}

func assigned(d *derived) {
	v, ok := <-d.quit // want `nothing ever sends on or closes d.quit`
	_, _ = v, ok
}
