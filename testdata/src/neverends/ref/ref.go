// Package neverends collects lines and writes them out now and then.
package neverends

import (
	"sync"
	"time"
)

// A Buffer collects lines. It owns a goroutine: whoever makes a Buffer has to
// close it.
type Buffer struct {
	flush func(lines []string)
	stop  func()        // tells the goroutine to end
	done  chan struct{} // closed when it has

	mu    sync.Mutex
	lines []string
}

// New returns a Buffer that hands its lines to flush at every interval, until
// it is closed.
func New(interval time.Duration, flush func(lines []string)) *Buffer {
	stop := make(chan struct{})
	b := &Buffer{
		flush: flush,
		stop:  sync.OnceFunc(func() { close(stop) }), // Close may be called twice
		done:  make(chan struct{}),
	}
	go b.run(interval, stop)
	return b
}

// run flushes at every interval. A ticker says when to work, and never that
// there is no more: for that it needs a second channel.
func (b *Buffer) run(interval time.Duration, stop <-chan struct{}) {
	defer close(b.done)
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			b.Flush()
		case <-stop:
			return
		}
	}
}

// Add adds a line.
func (b *Buffer) Add(line string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append(b.lines, line)
}

// Flush hands out the lines that there are.
func (b *Buffer) Flush() {
	b.mu.Lock()
	lines := b.lines
	b.lines = nil
	b.mu.Unlock()
	if len(lines) > 0 {
		b.flush(lines)
	}
}

// Close ends the goroutine, waits for that, and hands out the last lines: no
// call of flush is under way, or will be, when it returns.
func (b *Buffer) Close() {
	b.stop()
	<-b.done
	b.Flush()
}
