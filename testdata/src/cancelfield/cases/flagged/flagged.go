// Package flagged keeps cancel functions that nobody calls.
package flagged

import (
	"context"
	"errors"
	"sync"
	"time"
)

var errBad = errors.New("bad")

type stream struct {
	ctx    context.Context
	cancel context.CancelFunc
}

type server struct {
	mu      sync.Mutex
	closed  bool
	streams map[int]*stream
	tap     func(context.Context) (context.Context, error)
}

// accept drops the stream on early returns.
func (s *server) accept(ctx context.Context, id int, timeout time.Duration) bool {
	st := &stream{}
	if timeout > 0 {
		st.ctx, st.cancel = context.WithTimeout(ctx, timeout)
	} else {
		st.ctx, st.cancel = context.WithCancel(ctx)
	}
	if s.tap != nil {
		var err error
		if st.ctx, err = s.tap(st.ctx); err != nil {
			return false // want `the object with the cancel function cancel, of context.WithTimeout \(L29\), is dropped on this return: .*` `the object with the cancel function cancel, of context.WithCancel \(L31\), is dropped on this return: .*`
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.streams[id] = st
	return true
}

func (s *server) end(id int) {
	s.streams[id].cancel()
	delete(s.streams, id)
}

// literal keeps it in a literal.
func literal(ctx context.Context, n int) (*stream, error) {
	ctx, cancel := context.WithCancel(ctx)
	st := &stream{ctx: ctx, cancel: cancel}
	if n > 3 {
		return nil, errBad // want `the object with the cancel function cancel, of context.WithCancel \(L55\), is dropped on this return: .*`
	}
	return st, nil
}

// A value, not a pointer.
func value(ctx context.Context, n int) (stream, error) {
	var st stream
	st.ctx, st.cancel = context.WithCancel(ctx)
	if n > 3 {
		return stream{}, errBad // want `the object with the cancel function cancel, of context.WithCancel \(L66\), is dropped on this return: .*`
	}
	return st, nil
}

type job struct {
	ctx  context.Context
	stop context.CancelFunc
}

func newJob(ctx context.Context) *job {
	j := &job{}
	j.ctx, j.stop = context.WithCancel(ctx) // want `nothing calls the cancel function in job.stop: the context, its timer and whoever waits for it stay until its parent is done; call it in \(\*flagged.job\).Close`
	return j
}

func (j *job) run()   { <-j.ctx.Done() }
func (j *job) Close() {}

type task struct {
	ctx    context.Context
	finish context.CancelFunc
}

func newTask(ctx context.Context) *task {
	ctx, cancel := context.WithCancel(ctx) // want `the cancel function in task.finish is called only when its context is done already: .*; call it where the task ends`
	t := &task{ctx: ctx, finish: cancel}
	go t.wait()
	return t
}

func (t *task) wait() {
	<-t.ctx.Done()
	t.finish()
}

// Somebody waits for it.
func background(n int) (*stream, error) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-ctx.Done() }()
	st := &stream{ctx: ctx, cancel: cancel}
	if n > 3 {
		return nil, errBad // want `the object with the cancel function cancel, of context.WithCancel \(L106\), is dropped on this return: .*`
	}
	return st, nil
}
