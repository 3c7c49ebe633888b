package eventloop

import (
	"context"
	"errors"
	"sync"
)

// ErrEnded is what Post returns when the loop has ended.
var ErrEnded = errors.New("the loop has ended")

// A Loop runs events one after the other. Whatever they share needs no lock.
type Loop struct {
	events  chan func()
	slots   chan struct{} // has an element for each helper that works
	helpers sync.WaitGroup
	ctx     context.Context // of the helpers; ends with the loop
	cancel  context.CancelFunc
}

// New returns a loop with at most so many helpers.
func New(helpers int) *Loop {
	ctx, cancel := context.WithCancel(context.Background())
	return &Loop{
		events: make(chan func()),
		slots:  make(chan struct{}, helpers),
		ctx:    ctx, cancel: cancel,
	}
}

// Run runs events until ctx ends, and returns its cause when all helpers have
// ended, too. Events must not wait for anything. Run must be called once.
func (l *Loop) Run(ctx context.Context) error {
	defer l.helpers.Wait()
	defer l.cancel()
	for {
		if ctx.Err() != nil { // select takes either
			return context.Cause(ctx)
		}
		select {
		case event := <-l.events:
			event()
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// Post has the loop run an event. It waits until the loop has taken it, so it
// must not be called by an event; that is what Go is for.
func (l *Loop) Post(ctx context.Context, event func()) error {
	select {
	case l.events <- event:
		return nil
	case <-l.ctx.Done():
		return ErrEnded
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Go runs an operation in a helper, and then what it returns as an event, unless
// that is nil or the loop has ended. Only events call Go; it does not wait. The
// operation may take its time, but obeys its context. It has no access to what
// the events share.
func (l *Loop) Go(operation func(context.Context) (event func())) {
	l.helpers.Go(func() {
		select {
		case l.slots <- struct{}{}:
		case <-l.ctx.Done():
			return
		}
		event := operation(l.ctx)
		<-l.slots // before Post: a result that waits for the loop needs no slot
		if event != nil {
			l.Post(l.ctx, event)
		}
	})
}
