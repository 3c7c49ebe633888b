package batcher

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrClosed is what Add returns after Close.
var ErrClosed = errors.New("the batcher is closed")

// A Batcher collects items and flushes them together.
type Batcher[T any] struct {
	size  int
	wait  time.Duration
	flush func(context.Context, []T) error

	items   chan T        // without room: what was sent is in the batch
	closing chan struct{} // closed by Close
	once    sync.Once
	cancel  context.CancelCauseFunc // ends a flush
	done    chan struct{}           // closed when all is over, and err is set
	err     error
}

// New starts a batcher. It calls flush with each batch, one at a time: when that
// has size items, or when its first item has waited so long. Flush may keep the
// batch; an error of it ends the batcher. The caller must call Close.
func New[T any](size int, wait time.Duration, flush func(context.Context, []T) error) *Batcher[T] {
	ctx, cancel := context.WithCancelCause(context.Background())
	b := &Batcher[T]{
		size: size, wait: wait, flush: flush,
		items: make(chan T), closing: make(chan struct{}),
		cancel: cancel, done: make(chan struct{}),
	}
	go func() {
		defer close(b.done)
		defer cancel(nil)
		b.err = b.run(ctx)
	}()
	return b
}

// Add adds an item. If it returns nil the item is in a batch; it waits while a
// batch is being flushed, but not longer than ctx.
func (b *Batcher[T]) Add(ctx context.Context, v T) error {
	select {
	case <-b.closing: // first of all: select takes either
		return ErrClosed
	default:
	}
	select {
	case b.items <- v:
		return nil
	case <-b.closing:
		return ErrClosed
	case <-b.done:
		if b.err == nil { // closed, and select did not take that
			return ErrClosed
		}
		return b.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Close flushes what is left and returns when that is done. If ctx ends before,
// the flush is told to end, too; then items may be lost, and Close says why.
func (b *Batcher[T]) Close(ctx context.Context) error {
	b.once.Do(func() { close(b.closing) })
	stop := context.AfterFunc(ctx, func() { b.cancel(context.Cause(ctx)) })
	defer stop()
	<-b.done
	return b.err
}

// run is the one goroutine that has the batch.
func (b *Batcher[T]) run(ctx context.Context) error {
	var batch []T
	timer := time.NewTimer(b.wait)
	timer.Stop()
	flush := func() error {
		timer.Stop()
		full := batch
		batch = nil // flush may keep the other
		return b.flush(ctx, full)
	}
	for {
		select {
		case v := <-b.items:
			batch = append(batch, v)
			if len(batch) == 1 {
				timer.Reset(b.wait)
			}
			if len(batch) < b.size {
				continue
			}
		case <-timer.C:
		case <-b.closing:
			if len(batch) > 0 {
				return flush()
			}
			return nil
		}
		if err := flush(); err != nil {
			return err
		}
	}
}
