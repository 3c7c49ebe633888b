package latch

import (
	"context"
	"sync"
)

// A Latch holds no value at first, and then one for ever.
type Latch[T any] struct {
	once  sync.Once
	set   chan struct{} // closed when there is a value
	value T             // not written any more when set is closed
}

// New returns a latch without a value.
func New[T any]() *Latch[T] { return &Latch[T]{set: make(chan struct{})} }

// Set sets the value and wakes everyone, unless there is a value already. It
// reports whether this call did it.
func (l *Latch[T]) Set(v T) (done bool) {
	l.once.Do(func() {
		l.value = v
		close(l.set)
		done = true
	})
	return done
}

// Done is closed when there is a value, for those who select.
func (l *Latch[T]) Done() <-chan struct{} { return l.set }

// Get returns the value, if there is one.
func (l *Latch[T]) Get() (v T, ok bool) {
	select {
	case <-l.set:
		return l.value, true
	default:
		return v, false
	}
}

// Wait waits for the value. What is there already is returned even if ctx has
// ended.
func (l *Latch[T]) Wait(ctx context.Context) (T, error) {
	if v, ok := l.Get(); ok {
		return v, nil
	}
	select {
	case <-l.set:
		return l.value, nil
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}
