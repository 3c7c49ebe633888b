// Package owners has objects that own goroutines, and some that do not.
package owners

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// Closer is ended by closing a channel.
type Closer struct { // want Closer:`^NewCloser!: Close Shutdown$`
	done chan struct{}
	jobs chan int
	wg   sync.WaitGroup
}

func NewCloser() *Closer {
	c := &Closer{done: make(chan struct{}), jobs: make(chan int)}
	c.wg.Add(1)
	go c.run()
	return c
}

func (c *Closer) run() {
	defer c.wg.Done()
	for {
		select {
		case <-c.jobs:
		case <-c.done:
			return
		}
	}
}

func (c *Closer) Do(i int) { c.jobs <- i }

func (c *Closer) Close() {
	close(c.done)
	c.wg.Wait()
}

func (c *Closer) Shutdown() { c.Close() }

// Starter is started by a method, of a value.
type Starter struct { // want Starter:`^Starter.Start: Stop$`
	done chan struct{}
}

func (s Starter) Start() {
	go func() {
		<-s.done
	}()
}

func (s Starter) Stop() { close(s.done) }

// Sender is ended by a value on a channel, and started two calls up.
type Sender struct { // want Sender:`^NewSender! Sender.Run Sender.start: Stop$`
	stop chan struct{}
	once sync.Once
}

func NewSender() (*Sender, error) {
	if time.Now().IsZero() {
		return nil, context.Canceled
	}
	s := &Sender{stop: make(chan struct{})}
	s.Run()
	return s, nil
}

func (s *Sender) Run() { s.start() }

func (s *Sender) start() {
	s.once.Do(func() {
		go func() {
			for {
				select {
				case <-time.After(time.Second):
				case <-s.stop:
					return
				}
			}
		}()
	})
}

func (s *Sender) Stop() { s.stop <- struct{}{} }

// Canceller is ended by a cancel function, or by the context it derives from.
type Canceller struct { // want Canceller:`^NewCanceller!\(ctx 1\): Rollback close rollback$`
	ctx    context.Context
	cancel context.CancelFunc
}

func NewCanceller(name string, ctx context.Context) *Canceller {
	ctx, cancel := context.WithCancel(ctx)
	c := &Canceller{cancel: cancel, ctx: ctx}
	go c.await()
	return c
}

func (c *Canceller) await() { <-c.ctx.Done() }

func (c *Canceller) Rollback() { c.rollback() }
func (c *Canceller) rollback() { c.close() }
func (c *Canceller) close()    { c.cancel() }

// Background ends by its cancel function only.
type Background struct { // want Background:`^NewBackground!: Close$`
	cancel func()
	in     chan int
}

func NewBackground() *Background {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	b := &Background{cancel: cancel, in: make(chan int)}
	go func() {
		for {
			select {
			case <-b.in:
			case <-ctx.Done():
				return
			}
		}
	}()
	return b
}

func (b *Background) Close() { b.cancel() }

// Both ends by its own channel or by the context of its caller.
type Both struct { // want Both:`^Both.Serve\(ctx 0\): Close$`
	quit chan bool
}

func (b *Both) Serve(ctx context.Context) {
	go func() {
		select {
		case <-ctx.Done():
		case <-b.quit:
		}
	}()
}

func (b *Both) Close() { close(b.quit) }

// Generic is generic.
type Generic[T any] struct { // want Generic:`^NewGeneric!: Close$`
	done  chan struct{}
	items []T
}

func NewGeneric[T any]() *Generic[T] {
	g := &Generic[T]{done: make(chan struct{})}
	go g.run()
	return g
}

func (g *Generic[T]) run()   { <-g.done }
func (g *Generic[T]) Close() { close(g.done) }

// Queue ends when its own work has been closed.
type Queue struct { // want Queue:`^NewQueue!: Close$`
	work chan int
}

func NewQueue() *Queue {
	q := &Queue{work: make(chan int)}
	go func() {
		for w := range q.work {
			_ = w
		}
	}()
	return q
}

func (q *Queue) Put(i int) { q.work <- i }
func (q *Queue) Close()    { close(q.work) }

// DB makes transactions.
type DB struct{}

// Tx is made by a method of another type.
type Tx struct { // want Tx:`^DB.Begin!: Close$`
	done chan struct{}
}

func (*DB) Begin() *Tx {
	tx := &Tx{done: make(chan struct{})}
	go tx.await()
	return tx
}

func (tx *Tx) await() { <-tx.done }
func (tx *Tx) Close() { close(tx.done) }

// The rest own nothing that is known.

// Exported can be ended by anybody.
type Exported struct{ Done chan struct{} }

func NewExported() *Exported {
	e := &Exported{Done: make(chan struct{})}
	go func() { <-e.Done }()
	return e
}

func (e *Exported) Close() { close(e.Done) }

// Ends by itself, too.
type Timed struct{ done chan struct{} }

func NewTimed() *Timed {
	t := &Timed{done: make(chan struct{})}
	go func() {
		select {
		case <-t.done:
		case <-time.After(time.Second):
		}
	}()
	return t
}

func (t *Timed) Close() { close(t.done) }

// Shared is ended by a function, too.
type Shared struct{ done chan struct{} }

func NewShared() *Shared {
	s := &Shared{done: make(chan struct{})}
	go func() { <-s.done }()
	return s
}

func (s *Shared) Close() { close(s.done) }

func CloseAll(all []*Shared) {
	for _, s := range all {
		close(s.done)
	}
}

// Finalized has somebody who closes it in the end.
type Finalized struct{ *finalized }

type finalized struct{ done chan struct{} }

func newFinalized() *finalized {
	f := &finalized{done: make(chan struct{})}
	go func() { <-f.done }()
	runtime.SetFinalizer(f, (*finalized).Close)
	return f
}

func (f *finalized) Close() { close(f.done) }

var _ = newFinalized()

// Maybe does not always start.
type Maybe struct{ done chan struct{} }

func NewMaybe(background bool) *Maybe {
	m := &Maybe{done: make(chan struct{})}
	if background {
		go func() { <-m.done }()
	}
	return m
}

func (m *Maybe) Close() { close(m.done) }

// Registered is known to others as soon as it is made.
type Registered struct{ done chan struct{} }

var registry []*Registered

func NewRegistered() *Registered {
	r := &Registered{done: make(chan struct{})}
	go func() { <-r.done }()
	registry = append(registry, r)
	return r
}

func (r *Registered) Close() { close(r.done) }
