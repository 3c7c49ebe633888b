package lockwait

import "sync"

// A Writer writes in the background what Put hands it.
type Writer struct {
	mu      sync.Mutex
	pending []string
	stop    chan struct{}
	done    chan struct{}
}

// New starts a Writer.
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

// Close ends the Writer once everything is written.
func (w *Writer) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.stop)
	<-w.done // want `<-w\.done waits while w\.mu is held \(since L37\), but \(\*lockwait\.Writer\)\.run, which could close it, needs w\.mu first \(L30\): neither can go on; unlock before waiting`
}
