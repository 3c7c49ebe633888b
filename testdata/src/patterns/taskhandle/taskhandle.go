package taskhandle

import (
	"context"
	"errors"
)

// ErrStopped is the cause with which [Handle.Stop] ends a task's context.
var ErrStopped = errors.New("the task was stopped")

// A Handle is a task that was started.
type Handle[T any] struct {
	stop context.CancelCauseFunc
	done chan struct{} // closed when what follows is complete

	value    T
	err      error
	panicked any
}

// Go starts f in a goroutine of its own. Its context ends with ctx or with Stop.
// Whoever calls Go sees to it that somebody calls Wait or Stop.
func Go[T any](ctx context.Context, f func(context.Context) (T, error)) *Handle[T] {
	ctx, stop := context.WithCancelCause(ctx)
	h := &Handle[T]{stop: stop, done: make(chan struct{})}
	go func() {
		defer close(h.done)
		defer stop(nil) // frees what ctx holds
		defer func() { h.panicked = recover() }()
		h.err = errors.New("the task ended its goroutine") // unless f returns
		h.value, h.err = f(ctx)
	}()
	return h
}

// Wait waits until the task has ended, and returns what it returned, or panics
// if it did. If ctx ends before, the task goes on.
func (h *Handle[T]) Wait(ctx context.Context) (T, error) {
	select {
	case <-h.done:
	default:
		select {
		case <-h.done:
		case <-ctx.Done():
			var none T
			return none, context.Cause(ctx)
		}
	}
	if h.panicked != nil {
		panic(h.panicked)
	}
	return h.value, h.err
}

// Stop tells the task to end, and waits until it has.
func (h *Handle[T]) Stop() {
	h.stop(ErrStopped)
	<-h.done
}

// Done is closed when the task has ended, for those who select.
func (h *Handle[T]) Done() <-chan struct{} { return h.done }
