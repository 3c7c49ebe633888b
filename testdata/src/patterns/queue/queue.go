package queue

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"sync"
)

// A Producer emits items until it has no more, or until emit returns an error,
// which it returns.
type Producer[T any] func(ctx context.Context, emit func(T) error) error

// A Consumer takes items until there are no more, or until it has enough.
type Consumer[T any] func(ctx context.Context, items iter.Seq[T]) error

// errLeft ends the producers when there is nobody left to consume.
var errLeft = errors.New("all consumers have left")

// Run runs all producers and consumers at the same time, with room for so many
// items between them, and returns when all of them have ended. Each item goes to
// one consumer. The first error ends them all.
func Run[T any](ctx context.Context, room int, producers []Producer[T], consumers []Consumer[T]) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	items := make(chan T, room)

	emit := func(v T) error {
		select {
		case items <- v:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	take := func(yield func(T) bool) {
		for {
			select {
			case v, ok := <-items:
				if !ok || !yield(v) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}

	var producing, consuming, closing sync.WaitGroup
	for _, p := range producers {
		producing.Go(func() { stopOn(stop, func() error { return p(ctx, emit) }) })
	}
	for _, c := range consumers {
		consuming.Go(func() { stopOn(stop, func() error { return c(ctx, take) }) })
	}
	closing.Go(func() {
		producing.Wait()
		close(items) // the last sender has ended
	})
	consuming.Wait()
	stop(errLeft) // unless there was an error, or ctx ended: only the first cause counts
	closing.Wait()

	err := context.Cause(ctx)
	if p := (*Panic)(nil); errors.As(err, &p) {
		panic(p)
	}
	if err == errLeft {
		return nil
	}
	return err
}

// stopOn calls f, and stops the others if it fails or panics.
func stopOn(stop context.CancelCauseFunc, f func() error) {
	defer func() {
		if v := recover(); v != nil {
			stop(&Panic{v, debug.Stack()})
		}
	}()
	if err := f(); err != nil {
		stop(err)
	}
}

// A Panic is what a producer or consumer panicked with.
type Panic struct {
	Value any
	Stack []byte
}

// Error has the stack, too, so that an uncaught panic shows it.
func (p *Panic) Error() string { return fmt.Sprintf("%v\n\n%s", p.Value, p.Stack) }
