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
	done  chan struct{} // closed to end the goroutine
	ended chan struct{} // closed when it has
}

// newProgress starts a goroutine: whoever calls it must call stop.
func newProgress(interval time.Duration, report func(count int64)) *progress {
	p := &progress{done: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer close(p.ended)
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

func (p *progress) add() { p.count.Add(1) }

// stop ends the goroutine and waits for it: report is not called any more.
func (p *progress) stop() {
	close(p.done)
	<-p.ended
}

// Copy copies the lines of r to w, and reports how many there were at every
// interval.
func Copy(w io.Writer, r io.Reader, interval time.Duration, report func(count int64)) error {
	p := newProgress(interval, report)
	defer p.stop() // on every way out, those to come included
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if _, err := io.WriteString(w, lines.Text()+"\n"); err != nil {
			return err
		}
		p.add()
	}
	return lines.Err()
}
