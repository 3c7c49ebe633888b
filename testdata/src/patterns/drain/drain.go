package drain

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"time"
)

// Reasons why a context has ended.
var (
	ErrStopping = errors.New("the server is stopping")
	ErrForced   = errors.New("the server was forced to stop")
	ErrGrace    = errors.New("the grace period is over")
)

// Signals returns two contexts: the first signal ends soft, the second one ends
// hard. With hard soft ends, too. The caller calls stop when it needs neither.
func Signals(parent context.Context, signals ...os.Signal) (soft, hard context.Context, stop func()) {
	hard, force := context.WithCancelCause(parent)
	soft, begin := context.WithCancelCause(hard)
	got := make(chan os.Signal, 2) // room, because Notify does not wait
	signal.Notify(got, signals...)
	var watcher sync.WaitGroup
	watcher.Go(func() {
		for _, end := range []func(){func() { begin(ErrStopping) }, func() { force(ErrForced) }} {
			select {
			case <-got:
				end()
			case <-hard.Done():
				return
			}
		}
	})
	return soft, hard, func() {
		signal.Stop(got)
		force(nil)
		watcher.Wait()
	}
}

// A Job obeys its context.
type Job func(ctx context.Context)

// A Server does jobs. It accepts them until it is told to stop.
type Server struct {
	mu     sync.Mutex
	wake   *sync.Cond // on mu: there is a job, or an end of them
	queue  []Job
	room   int
	closed bool
	undone int
}

// New returns a server whose queue has room for so many jobs.
func New(room int) *Server {
	s := &Server{room: room}
	s.wake = sync.NewCond(&s.mu)
	return s
}

// Submit accepts a job, or says why not: the queue is full, or the server is
// stopping. A job that was accepted is done, or Run counts it as not done.
func (s *Server) Submit(job Job) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return ErrStopping
	case len(s.queue) == s.room:
		return errors.New("the queue is full")
	}
	s.queue = append(s.queue, job)
	s.wake.Signal()
	return nil
}

// Undone is the error of Run if it has not done what was accepted.
type Undone struct {
	Jobs  int   // not begun, interrupted, or panicked
	Cause error // why they were interrupted, if they were
}

// Error says how many, and why.
func (e *Undone) Error() string { return fmt.Sprintf("%d jobs were not done: %v", e.Jobs, e.Cause) }

// Unwrap returns the cause.
func (e *Undone) Unwrap() error { return e.Cause }

// Run does jobs with so many workers until soft ends; then it does those that
// were accepted, for as long as grace. At the end of that, or of hard, the
// context of the jobs ends. Run returns when all workers have ended, with an error
// of type *Undone if not all is done.
func (s *Server) Run(soft, hard context.Context, workers int, grace time.Duration) error {
	jobs, cut := context.WithCancelCause(hard)
	defer cut(nil)
	var working sync.WaitGroup
	for range workers {
		working.Go(func() { s.work(jobs) })
	}

	<-soft.Done()
	s.mu.Lock()
	s.closed = true
	s.wake.Broadcast()
	s.mu.Unlock()
	patience := time.AfterFunc(grace, func() { cut(ErrGrace) })
	defer patience.Stop()
	working.Wait()

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.undone > 0 {
		return &Undone{s.undone, context.Cause(jobs)}
	}
	return nil
}

// work does jobs until there are none and will be none.
func (s *Server) work(ctx context.Context) {
	for {
		s.mu.Lock()
		for len(s.queue) == 0 && !s.closed {
			s.wake.Wait()
		}
		if len(s.queue) == 0 {
			s.mu.Unlock()
			return
		}
		job := s.queue[0]
		s.queue = s.queue[1:]
		s.mu.Unlock()
		if !done(ctx, job) {
			s.mu.Lock()
			s.undone++
			s.mu.Unlock()
		}
	}
}

// done does a job, unless ctx has ended, and reports whether that worked out.
func done(ctx context.Context, job Job) (ok bool) {
	if ctx.Err() != nil {
		return false
	}
	defer func() {
		ok = recover() == nil && ctx.Err() == nil
	}()
	job(ctx)
	return true
}
