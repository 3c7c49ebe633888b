// Package missingstop copies lines, and says now and then how far it got.
package missingstop

import (
	"bufio"
	"io"
	"sync/atomic"
	"time"
)

// progress tells report a count at every interval, until it is stopped.
type progress struct {
	count atomic.Int64
	done  chan struct{}
}

func newProgress(interval time.Duration, report func(count int64)) *progress {
	p := &progress{done: make(chan struct{})}
	go func() {
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				report(p.count.Load())
			case <-p.done:
				return
			}
		}
	}()
	return p
}

func (p *progress) add()  { p.count.Add(1) }
func (p *progress) stop() { close(p.done) }

// Copy copies the lines of r to w, and reports how many there were at every
// interval.
func Copy(w io.Writer, r io.Reader, interval time.Duration, report func(count int64)) error {
	p := newProgress(interval, report)
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if _, err := io.WriteString(w, lines.Text()+"\n"); err != nil {
			return err // want `this return does not call \(\*missingstop\.progress\)\.stop: the goroutine that missingstop\.newProgress started \(bad\.go:19\) never ends; defer the call where it was started`
		}
		p.add()
	}
	p.stop()
	return lines.Err()
}
