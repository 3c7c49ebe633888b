// Package silent has loops that wait, or get on.
package silent

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

type job struct {
	mu    sync.Mutex
	state atomic.Int32
	quit  chan struct{}
	in    chan int
	tries int
	list  []int
	next  *job
	all   []*job
}

func (j *job) yieldOk() {
	for j.state.Load() == 0 {
		runtime.Gosched()
	}
}

func (j *job) swapOk() {
	for {
		old := j.state.Load()
		if j.state.CompareAndSwap(old, old+1) {
			return
		}
	}
}

func (j *job) sleepOk() {
	for j.state.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
}

func (j *job) unknownOk(ctx context.Context, work func()) {
	for ctx.Err() == nil {
		work()
	}
	for {
		select {
		case <-ctx.Done():
			return
		default:
			work()
		}
	}
}

func (j *job) boundedOk() bool {
	for range 100 {
		if j.state.Load() == 2 {
			return true
		}
	}
	for _, n := range j.list {
		if int32(n) == j.state.Load() {
			return true
		}
	}
	return false
}

// It empties the channel.
func (j *job) drainOk() {
	for {
		select {
		case <-j.in:
		default:
			return
		}
	}
}

func (j *job) countOk() {
	for j.state.Load() == 0 {
		j.tries++
	}
}

func (j *job) walkOk() *job {
	for j.state.Load() == 0 {
		j = j.next
	}
	return j
}

func (j *job) blocksOk() {
	for j.state.Load() == 0 {
		select {
		case <-j.quit:
			return
		case n := <-j.in:
			_ = n
		}
	}
	for len(j.in) > 0 {
		<-j.in
	}
}

func (j *job) takeOk() int {
	for {
		j.mu.Lock()
		if len(j.list) > 0 {
			n := j.list[0]
			j.list = j.list[1:]
			j.mu.Unlock()
			return n
		}
		j.mu.Unlock()
		<-j.quit
	}
}

func (j *job) hardOk() {
	for j.state.Load() == 0 {
		j.hard()
	}
}

func (j *job) hard() {
	for i := range j.list {
		j.list[i]++
	}
}

func emptyOk() {
	for {
	}
}

// It drops the oldest: either there is room or something to drop.
func (j *job) dropOk(n int) {
	for {
		select {
		case j.in <- n:
			return
		default:
			select {
			case <-j.in:
			default:
			}
		}
	}
}

// There are no other states.
func (j *job) statesOk() {
	for {
		switch j.state.Load() {
		case 0:
			<-j.quit
		case 1:
			<-j.in
		case 2:
			return
		}
	}
}

// Once more, if there was anything to do.
func (j *job) againOk() {
	for done := false; !done; {
		done = true
		for _, o := range j.jobs() {
			if o.state.Load() != 0 {
				o.state.Store(0)
				done = false
			}
		}
	}
	for first := true; first; {
		first = false
		j.isDone()
	}
}

func (j *job) jobs() []*job {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.all
}

func (j *job) isDone() bool { return j.state.Load() > 0 }
