// Package neverends collects lines and writes them out now and then.
package neverends

import (
	"sync"
	"time"
)

// A Buffer collects lines.
type Buffer struct {
	flush  func(lines []string)
	ticker *time.Ticker

	mu    sync.Mutex
	lines []string
}

// New returns a Buffer that hands its lines to flush at every interval.
func New(interval time.Duration, flush func(lines []string)) *Buffer {
	b := &Buffer{flush: flush, ticker: time.NewTicker(interval)}
	go func() { // want `this goroutine never ends: Stop does not close the channel that it ranges over, and each call of neverends\.New leaves one more behind; give it a context, or a channel that is closed to end it`
		for range b.ticker.C {
			b.Flush()
		}
	}()
	return b
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

// Close hands out the last lines.
func (b *Buffer) Close() {
	b.ticker.Stop()
	b.Flush()
}
