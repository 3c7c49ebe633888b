// Package again tests again what it waited for, or has no need to.
package again

import (
	"sync"
	"time"
)

type queue struct {
	mu     sync.Mutex
	cond   *sync.Cond
	n      int
	ended  bool
	free   bool
	others []*queue
}

func newQueue() *queue {
	q := &queue{free: true}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *queue) forOk() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.n == 0 {
		q.cond.Wait()
	}
	q.n--
}

func (q *queue) endlessOk() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if q.n > 0 {
			q.n--
			return
		}
		q.cond.Wait()
	}
}

func (q *queue) continueOk() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if q.n == 0 {
			q.cond.Wait()
			continue
		}
		q.n--
	}
}

func (q *queue) gotoOk() {
	q.mu.Lock()
	defer q.mu.Unlock()
again:
	if q.n == 0 {
		q.cond.Wait()
		goto again
	}
	q.n--
}

func (q *queue) switchInLoopOk() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		switch {
		case q.n == 0:
			q.cond.Wait()
		default:
			q.n--
			return
		}
	}
}

// wait is for callers that hold mu and test again.
func (q *queue) waitOk() {
	if q.n == 0 {
		q.cond.Wait()
	}
}

func (q *queue) helperOk() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.n == 0 {
		q.waitOk()
	}
	q.n--
}

// lockWait locks by itself, and its caller tests again.
func (q *queue) lockWaitOk() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.n == 0 {
		q.cond.Wait()
	}
	return q.n
}

func (q *queue) lockHelperOk() {
	for q.lockWaitOk() == 0 {
	}
}

// The loop of a range over a function is a loop.
func (q *queue) rangeFuncOk(rounds func(func(int) bool)) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for range rounds {
		if q.n == 0 {
			q.cond.Wait()
		}
	}
	q.n--
}

// With a time limit, there is a wake-up without a job, and a test for it.
func (q *queue) limitOk(d time.Duration) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	t := time.AfterFunc(d, q.cond.Broadcast)
	defer t.Stop()
	if q.n == 0 {
		q.cond.Wait()
	}
	if q.n == 0 {
		return false
	}
	q.n--
	return true
}

// Another spelling of the same test.
func (q *queue) limitElseOk() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.empty() {
		q.cond.Wait()
		if !q.empty() {
			q.n--
			return true
		}
		return false
	}
	q.n--
	return true
}

func (q *queue) empty() bool { return q.n == 0 }

// ended is a latch: it is never false again.
func (q *queue) latchOk() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.ended {
		q.cond.Wait()
	}
	q.n = 0
	return q.n
}

func (q *queue) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended = true
	q.cond.Broadcast()
}

// free is none: it is false again at times.
func (q *queue) acquireBad() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.free {
		q.cond.Wait() // want `q.cond.Wait\(\) outside a loop`
	}
	q.free = false
}

func (q *queue) release() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.free = true
	q.cond.Signal()
}

var (
	mu      sync.Mutex
	started = sync.NewCond(&mu)
	isUp    bool
)

// A latch that is a package-level variable.
func globalLatchOk() {
	mu.Lock()
	defer mu.Unlock()
	if !isUp {
		started.Wait()
	}
}

func up() {
	mu.Lock()
	defer mu.Unlock()
	isUp = true
	started.Broadcast()
}

// A latch that is a local variable.
func localLatchOk(work func()) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	done := false
	go func() {
		work()
		mu.Lock()
		defer mu.Unlock()
		done = true
		cond.Signal()
	}()
	mu.Lock()
	defer mu.Unlock()
	if !done {
		cond.Wait()
	}
}

// There is no condition at all: whoever signals says what is the case.
func (q *queue) unconditionalOk() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.cond.Wait()
}
