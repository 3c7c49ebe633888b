// Package lib has a queue.
package lib

import "sync"

// Queue counts.
type Queue struct {
	mu    sync.Mutex
	added *sync.Cond
	n     int
}

// New returns an empty queue.
func New() *Queue {
	q := new(Queue)
	q.added = sync.NewCond(&q.mu)
	return q
}

// Get waits until there is something.
func (q *Queue) Get() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.n == 0 {
		q.added.Wait()
	}
	q.n--
}

// TryGet does not wait.
func (q *Queue) TryGet() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.n == 0 {
		return false
	}
	q.n--
	return true
}

// Await is for callers that hold cond.L.
func Await(cond *sync.Cond, ready func() bool) {
	for !ready() {
		cond.Wait()
	}
}
