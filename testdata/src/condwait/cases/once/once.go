// Package once waits behind an if.
package once

import "sync"

type queue[T any] struct {
	mu   sync.Mutex
	cond sync.Cond
	max  int
	jobs []T
	ended,
	paused bool
}

func newQueue[T any]() *queue[T] {
	q := new(queue[T])
	q.cond.L = &q.mu
	return q
}

func (q *queue[T]) pause(yes bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.paused = yes
	q.cond.Broadcast()
}

func (q *queue[T]) genericBad() T {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	if len(q.jobs) == 0 {
		q.cond.Wait() // want `q.cond.Wait\(\) outside a loop: when it returns another goroutine may have made the condition false again; use for !condition { q.cond.Wait\(\) }`
	}
	job := q.jobs[0]
	q.jobs = q.jobs[1:]
	return job
}

// A condition of two parts.
func (q *queue[T]) partsBad(job T) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.max > 0 && len(q.jobs) == q.max {
		q.cond.Wait() // want `outside a loop`
	}
	q.jobs = append(q.jobs, job)
}

// A bool that goes to and fro.
func (q *queue[T]) boolBad(job T) {
	q.mu.Lock()
	if q.paused {
		q.cond.Wait() // want `outside a loop`
	}
	q.jobs = append(q.jobs, job)
	q.mu.Unlock()
}

// There is more in the if than the Wait: a report without a fix.
func (q *queue[T]) noFixMoreBad(log func(string)) T {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.jobs) == 0 {
		log("waiting")
		q.cond.Wait() // want `outside a loop`
	}
	job := q.jobs[0]
	q.jobs = q.jobs[1:]
	return job
}

func (q *queue[T]) noFixInitBad() T {
	q.mu.Lock()
	defer q.mu.Unlock()
	if n := len(q.jobs); n == 0 {
		q.cond.Wait() // want `outside a loop`
	}
	job := q.jobs[0]
	q.jobs = q.jobs[1:]
	return job
}

func (q *queue[T]) noFixElseBad(ready func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.jobs) == 0 {
		q.cond.Wait() // want `outside a loop`
	} else {
		ready()
	}
	q.jobs = q.jobs[1:]
}

func (q *queue[T]) noFixElseIfBad(ready func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.max == 1 {
		ready()
	} else if len(q.jobs) == 0 {
		q.cond.Wait() // want `outside a loop`
	}
	q.jobs = q.jobs[1:]
}

func (q *queue[T]) switchBad() {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch len(q.jobs) {
	case 0:
		q.cond.Wait() // want `outside a loop`
	}
	q.jobs = q.jobs[1:]
}

// In a literal.
func (q *queue[T]) literalBad() func() T {
	return func() T {
		q.mu.Lock()
		defer q.mu.Unlock()
		if len(q.jobs) == 0 {
			q.cond.Wait() // want `outside a loop`
		}
		job := q.jobs[0]
		q.jobs = q.jobs[1:]
		return job
	}
}

// take waits on behalf of itself; that workers call it in a loop does not help.
func (q *queue[T]) takeBad() T {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.jobs) == 0 {
		q.cond.Wait() // want `outside a loop`
	}
	job := q.jobs[0]
	q.jobs = q.jobs[1:]
	return job
}

func (q *queue[T]) work(do func(T)) {
	for {
		do(q.takeBad())
	}
}

// A loop that never comes back to the Wait.
func (q *queue[T]) loopLeavesBad() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if len(q.jobs) == 0 {
			q.cond.Wait() // want `outside a loop`
			break
		}
		q.jobs = q.jobs[1:]
	}
	q.jobs = nil
}
