// Package spins has loops that never wait.
package spins

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

type job struct {
	mu    sync.Mutex
	over  bool
	state int32
	quit  chan struct{}
	in    chan int
}

func (j *job) selectBad() {
	for {
		select { // want `this loop asks again and again and never waits: it keeps a processor busy until a case is ready; drop the default case, or wait for a timer in it`
		case <-j.quit:
			return
		case n := <-j.in:
			println(n)
		default:
		}
	}
}

func (j *job) defaultBad(ctx context.Context) int {
	for {
		select { // want `this loop asks again and again`
		case n := <-j.in:
			return n
		default:
			if ctx.Err() != nil {
				return 0
			}
		}
	}
}

func (j *job) lockBad() {
	for {
		j.mu.Lock() // want `this loop asks j.mu.Lock again and again`
		over := j.over
		j.mu.Unlock()
		if over {
			return
		}
	}
}

func (j *job) calleeBad() {
	for !j.isOver() { // want `this loop asks j.isOver again and again`
	}
}

func (j *job) isOver() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.over
}

func (j *job) lenBad() {
	for len(j.in) > 0 { // want `this loop asks len again and again`
	}
}

func (j *job) functionBad() {
	for atomic.LoadInt32(&j.state) != 2 { // want `this loop asks atomic.LoadInt32 again and again`
	}
}

func (j *job) deadlineBad(deadline time.Time) bool {
	for time.Now().Before(deadline) {
		if atomic.LoadInt32(&j.state) == 2 { // want `this loop asks atomic.LoadInt32 again and again`
			return true
		}
	}
	return false
}

// One way round waits, the other does not.
func (j *job) sometimesBad() {
	for {
		if atomic.LoadInt32(&j.state) == 2 { // want `this loop asks atomic.LoadInt32 again and again`
			n := <-j.in
			if n == 0 {
				return
			}
		}
	}
}
