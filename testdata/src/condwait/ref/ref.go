// Package condwait hands jobs from those who have them to those who do them.
package condwait

import "sync"

// Queue is a queue of jobs, for any number of goroutines at both ends.
//
// Who waits on added has locked mu, and when Wait returns tests again what it
// waited for. Broadcast wakes everyone who waits; they get mu one after the
// other, and the first may take the job that all were woken for.
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
	for len(q.jobs) == 0 {
		q.added.Wait()
	}
	job := q.jobs[0]
	q.jobs = q.jobs[1:]
	return job
}
