package actor

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
)

// ErrStopped is what callers get when the actor was stopped.
var ErrStopped = errors.New("the actor has stopped")

// An Actor owns a value of type S.
type Actor[S any] struct {
	requests chan func(*S)
	stop     context.CancelCauseFunc
	done     chan struct{} // closed at the end, when why is set
	why      error
}

// Start starts an actor. It ends when ctx does, or with Stop.
func Start[S any](ctx context.Context, state S) *Actor[S] {
	ctx, stop := context.WithCancelCause(ctx)
	a := &Actor[S]{requests: make(chan func(*S)), stop: stop, done: make(chan struct{})}
	go a.run(ctx, &state)
	return a
}

// run is the goroutine that owns the state.
func (a *Actor[S]) run(ctx context.Context, state *S) {
	defer close(a.done)
	defer a.stop(nil)
	defer func() {
		if v := recover(); v != nil {
			a.why = &Panic{v, debug.Stack()} // the state may be half changed
		}
	}()
	a.why = errors.New("a request has ended the goroutine of the actor") // unless it returns
	for {
		if ctx.Err() != nil { // select takes either
			a.why = context.Cause(ctx)
			return
		}
		select {
		case request := <-a.requests:
			request(state)
		case <-ctx.Done():
		}
	}
}

// Ask has the actor call f with its state, and returns what that returns. It
// gives up when ctx ends; the request may then be handled all the same. F must
// not ask the same actor.
func Ask[S, R any](ctx context.Context, a *Actor[S], f func(*S) R) (R, error) {
	var none R
	reply := make(chan R, 1) // room: the actor does not wait for who has left
	select {
	case a.requests <- func(s *S) { reply <- f(s) }:
	case <-a.done:
		return none, a.why
	case <-ctx.Done():
		return none, context.Cause(ctx)
	}
	select {
	case r := <-reply:
		return r, nil
	case <-a.done:
		select {
		case r := <-reply: // the last thing that it did
			return r, nil
		default:
			return none, a.why
		}
	case <-ctx.Done():
		return none, context.Cause(ctx)
	}
}

// Stop ends the actor after the request that it handles, and waits for that.
func (a *Actor[S]) Stop() {
	a.stop(ErrStopped)
	<-a.done
}

// A Panic is the error of an actor that panicked.
type Panic struct {
	Value any
	Stack []byte
}

// Error has the stack, too: nobody else has it.
func (p *Panic) Error() string { return fmt.Sprintf("the actor panicked: %v\n\n%s", p.Value, p.Stack) }
