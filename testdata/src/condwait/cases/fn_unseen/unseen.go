// Package fn_unseen has what the check does not see, and could.
package fn_unseen

import "sync"

type queue struct {
	mu     sync.Mutex
	cond   *sync.Cond
	n      int
	paused bool
	ended  bool
}

func newQueue() *queue {
	q := new(queue)
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *queue) pause(yes bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.paused = yes
	q.cond.Broadcast()
}

// Two branches lead to the Wait.
func (q *queue) either() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.paused || q.n == 0 {
		q.cond.Wait()
	}
	q.n--
}

// One part is tested again, and the other is not.
func (q *queue) part() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.n == 0 && !q.paused {
		q.cond.Wait()
	}
	if q.paused {
		return false
	}
	q.n--
	return true
}

// A loop of something else.
func (q *queue) twice() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for range 2 {
		if q.n == 0 {
			q.cond.Wait()
		}
		q.n--
	}
}

// ended is a latch, but there are other signals on the same condition.
func (q *queue) latch() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.ended {
		q.cond.Wait()
	}
	q.n = 0
}

func (q *queue) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended = true
	q.cond.Broadcast()
}

// The only caller does not lock either.
func (q *queue) wait() {
	for q.n == 0 {
		q.cond.Wait()
	}
}

func (q *queue) start() { go q.wait() }
