// Package ways leaves objects behind, in the ways that are reported.
package ways

import (
	"errors"
	"sync"
)

type worker struct {
	jobs chan int
	done chan struct{}
	once sync.Once
	n    int
}

func newWorker() *worker {
	w := &worker{jobs: make(chan int), done: make(chan struct{})}
	w.start()
	return w
}

// idle has not been started.
func idle() *worker { return &worker{done: make(chan struct{})} }

func (w *worker) start() {
	w.once.Do(func() { go w.run() })
}

func (w *worker) run() {
	for {
		select {
		case <-w.jobs:
		case <-w.done:
			return
		}
	}
}

func (w *worker) do(i int) { w.jobs <- i }
func (w *worker) Stop()    { close(w.done) }

func neverStopped() {
	w := newWorker() // want `ways\.newWorker starts a goroutine \(ways\.go:26\) that ends only by \(\*ways\.worker\)\.Stop, which is not called here`
	w.do(1)
}

func dropped() {
	newWorker() // want `ways\.newWorker starts a goroutine`
}

func blank() {
	_ = newWorker() // want `ways\.newWorker starts a goroutine`
}

func startedLater() {
	w := idle()
	w.start() // want `\(\*ways\.worker\)\.start starts a goroutine`
	w.do(1)
}

func literal() {
	w := &worker{jobs: make(chan int), done: make(chan struct{}), n: 1}
	w.start() // want `\(\*ways\.worker\)\.start starts a goroutine`
	w.do(w.n)
}

func value() {
	var w worker
	w.done = make(chan struct{})
	w.start() // want `\(\*ways\.worker\)\.start starts a goroutine`
}

func inLiteral() func() {
	return func() {
		w := newWorker() // want `ways\.newWorker starts a goroutine`
		w.do(1)
	}
}

func usedInLiteral() {
	w := newWorker() // want `ways\.newWorker starts a goroutine`
	func() { w.do(1) }()
}

func onError(f func() error) error {
	w := newWorker()
	if err := f(); err != nil {
		return err // want `this return does not call \(\*ways\.worker\)\.Stop: the goroutine that ways\.newWorker started \(ways\.go:26\) never ends; defer the call where it was started`
	}
	w.Stop()
	return nil
}

func deferredTooLate(f func() error) error {
	w := newWorker()
	if err := f(); err != nil {
		return errors.Join(err) // want `this return does not call`
	}
	defer w.Stop()
	w.do(1)
	return nil
}

func onOtherCase(quit, ready chan struct{}) {
	w := newWorker()
	select {
	case <-quit:
		return // want `this return does not call`
	case <-ready:
		w.Stop()
	}
}

type generic[T any] struct{ done chan struct{} }

func newGeneric[T any]() *generic[T] {
	g := &generic[T]{done: make(chan struct{})}
	go func() { <-g.done }()
	return g
}

func (g *generic[T]) Close() { close(g.done) }
func (g *generic[T]) use()   {}

func ofGeneric() {
	g := newGeneric[int]() // want `ways\.newGeneric starts a goroutine`
	g.use()
}

type server struct {
	w    *worker
	name string
	done chan struct{}
}

func (s *server) init() error { s.name = "s"; return nil }
func (s *server) Close()      { close(s.done) }

// newServer fails after it has started a worker.
func newServer(f func() error) (*server, error) {
	w := newWorker()
	if err := f(); err != nil {
		return nil, err // want `this return does not call \(\*ways\.worker\)\.Stop: .* never ends; call it here, since nobody else can`
	}
	return &server{w: w}, nil
}

func newServerWithField() (*server, error) {
	s := &server{}
	s.w = newWorker()
	if err := s.init(); err != nil {
		return nil, err // want `this return does not call \(\*ways\.worker\)\.Stop`
	}
	return s, nil
}

// newOwn starts the goroutine itself.
func newOwn() (*server, error) {
	s := &server{done: make(chan struct{})}
	go func() { <-s.done }()
	if err := s.init(); err != nil {
		return nil, err // want `this return does not call \(\*ways\.server\)\.Close: the goroutine started at L\d+ never ends; call it here, since nobody else can`
	}
	return s, nil
}

func newOrNil(f func() error) *worker {
	w := newWorker()
	if f() != nil {
		return nil // want `this return does not call \(\*ways\.worker\)\.Stop`
	}
	return w
}
