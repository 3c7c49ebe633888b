// Command program ends together with what it has started.
package main

type worker struct{ done chan struct{} }

func newWorker() *worker {
	w := &worker{done: make(chan struct{})}
	go func() { <-w.done }()
	return w
}

func (w *worker) Close() { close(w.done) }
func (w *worker) use()   {}

func main() {
	w := newWorker()
	w.use()
	once()
}

func once() {
	w := newWorker() // want `main\.newWorker starts a goroutine`
	w.use()
}
