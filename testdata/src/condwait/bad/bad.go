// Package condwait hands jobs from those who have them to those who do them.
package condwait

import "sync"

// Queue is a queue of jobs, for any number of goroutines at both ends.
type Queue struct {
	mu    sync.Mutex
	added *sync.Cond // on mu: there are jobs
	jobs  []string
}

// NewQueue returns an empty queue.
func NewQueue() *Queue {
	q := new(Queue)
	q.added = sync.NewCond(&q.mu)
	return q
}

// Put adds jobs to the queue.
func (q *Queue) Put(jobs ...string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, jobs...)
	q.added.Broadcast()
}

// Get waits for a job and takes it.
func (q *Queue) Get() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.jobs) == 0 {
		q.added.Wait() // want `q.added.Wait\(\) outside a loop: when it returns another goroutine may have made the condition false again; use for !condition { q.added.Wait\(\) }`
	}
	job := q.jobs[0]
	q.jobs = q.jobs[1:]
	return job
}
