// Package unboundedqueue hands events to a handler, one by one.
package unboundedqueue

import (
	"context"
	"errors"
	"sync"
)

// ErrFull is what Put returns for an event that there is no room for.
var ErrFull = errors.New("too many events")

// limit is how many events may wait.
const limit = 1000

// A Queue has the events that are still to be handled.
type Queue struct {
	mu     sync.Mutex
	more   *sync.Cond
	events []string
}

// New returns a queue whose events go to handle, until ctx is done.
func New(ctx context.Context, handle func(event string)) *Queue {
	q := new(Queue)
	q.more = sync.NewCond(&q.mu)
	context.AfterFunc(ctx, func() {
		q.mu.Lock() // so that it does not come between the test and the Wait
		defer q.mu.Unlock()
		q.more.Broadcast()
	})
	go q.run(ctx, handle)
	return q
}

// Put hands in an event. It returns ErrFull if too many wait.
func (q *Queue) Put(event string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.events) >= limit {
		return ErrFull
	}
	q.events = append(q.events, event)
	q.more.Signal()
	return nil
}

func (q *Queue) run(ctx context.Context, handle func(string)) {
	for {
		q.mu.Lock()
		for len(q.events) == 0 && ctx.Err() == nil {
			q.more.Wait()
		}
		if ctx.Err() != nil {
			q.mu.Unlock()
			return
		}
		event := q.events[0]
		q.events = q.events[1:]
		q.mu.Unlock()
		handle(event)
	}
}
