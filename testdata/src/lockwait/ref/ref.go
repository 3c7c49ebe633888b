// Package lockwait stops a background goroutine without holding the lock that
// the goroutine needs to finish: the lock protects the data, not the wait.
package lockwait

import "sync"

// A Writer writes in the background what Put hands it.
type Writer struct {
	mu      sync.Mutex // guards pending, and is never held across a wait
	pending []string
	stop    chan struct{}
	done    chan struct{}
	once    sync.Once
}

// New starts a Writer. Close ends it.
func New() *Writer {
	w := &Writer{stop: make(chan struct{}), done: make(chan struct{})}
	go w.run()
	return w
}

// Put adds a line.
func (w *Writer) Put(line string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pending = append(w.pending, line)
}

func (w *Writer) run() {
	defer close(w.done)
	<-w.stop
	w.mu.Lock() // the rest
	defer w.mu.Unlock()
	w.pending = nil
}

// Close ends the Writer and returns once everything is written. It may be
// called more than once and from several goroutines: each waits for the end.
func (w *Writer) Close() {
	w.once.Do(func() { close(w.stop) })
	<-w.done
}
