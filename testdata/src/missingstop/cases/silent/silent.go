// Package silent has objects of which it is not said that they are left behind.
package silent

import (
	"context"
	"errors"
	"io"
	"time"
)

type worker struct {
	jobs   chan int
	done   chan struct{}
	parent *pool
}

type pool struct{ all []*worker }

func newWorker() *worker {
	w := &worker{jobs: make(chan int), done: make(chan struct{})}
	go w.run()
	return w
}

func (w *worker) run() {
	for {
		select {
		case <-w.jobs:
		case <-w.done:
			return
		}
	}
}

func (w *worker) do(i int)                { w.jobs <- i }
func (w *worker) Close() error            { close(w.done); return nil }
func (w *worker) enter(p *pool)           { p.all = append(p.all, w) }
func (w *worker) signal() <-chan struct{} { return w.done }

func deferred() {
	w := newWorker()
	defer w.Close()
	w.do(1)
}

func deferredInLiteral() (err error) {
	w := newWorker()
	defer func() {
		if cerr := w.Close(); cerr != nil {
			err = cerr
		}
	}()
	w.do(1)
	return nil
}

func onEveryWay(f func() error) error {
	w := newWorker()
	if err := f(); err != nil {
		return errors.Join(err, w.Close())
	}
	w.do(1)
	return w.Close()
}

func underCondition(on bool) {
	var w *worker
	if on {
		w = newWorker()
	}
	if w != nil {
		defer w.Close()
	}
	time.Sleep(time.Second)
}

func sameCondition(on bool) {
	w := newWorker()
	if on {
		w.do(1)
	}
	if !on {
		_ = w.Close()
		return
	}
	_ = w.Close()
}

func returned() *worker { return newWorker() }

func returnedWithError(f func() error) (*worker, error) {
	w := newWorker()
	if err := f(); err != nil {
		_ = w.Close()
		return nil, err
	}
	return w, nil
}

type server struct{ w *worker }

func stored(s *server)                { s.w = newWorker() }
func kept() *server                   { return &server{newWorker()} }
func appended(p *pool)                { p.all = append(p.all, newWorker()) }
func sent(out chan *worker)           { out <- newWorker() }
func passed(f func(*worker))          { f(newWorker()) }
func asInterface(f func(c io.Closer)) { f(newWorker()) }
func mapped(m map[string]*worker)     { m[""] = newWorker() }

func registered(p *pool) {
	w := newWorker()
	w.enter(p)
}

func methodValue(cleanup func(func() error)) {
	w := newWorker()
	cleanup(w.Close)
}

func inOtherGoroutine(done chan struct{}) {
	w := newWorker()
	go func() {
		<-done
		_ = w.Close()
	}()
}

func asCallback(after func(func())) {
	w := newWorker()
	after(func() { _ = w.Close() })
}

func byItsChannel() {
	w := newWorker()
	close(w.done)
}

func fieldOut(out chan chan struct{}) {
	w := newWorker()
	out <- w.done
}

// noEnd does not return: the worker is needed to the last.
func noEnd() {
	w := newWorker()
	for {
		w.do(1)
	}
}

func panics() {
	w := newWorker()
	w.do(1)
	panic("done")
}

func helper(w *worker) { _ = w.Close() }

func byHelper() { helper(newWorker()) }

// session ends with the context that it is given.
type session struct{ cancel context.CancelFunc }

func open(ctx context.Context) *session {
	ctx, cancel := context.WithCancel(ctx)
	s := &session{cancel: cancel}
	go func() { <-ctx.Done() }()
	return s
}

func (s *session) Close() { s.cancel() }
func (s *session) ping()  {}

func endsWithCaller(ctx context.Context) {
	open(ctx).ping()
}

func endsWithTimeout() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	open(ctx).ping()
}

// timed ends by itself.
type timed struct{ done chan struct{} }

func newTimed() *timed {
	t := &timed{done: make(chan struct{})}
	go func() {
		select {
		case <-t.done:
		case <-time.After(time.Minute):
		}
	}()
	return t
}

func (t *timed) Close() { close(t.done) }
func (t *timed) use()   {}

func endsByItself() { newTimed().use() }

// owner stops what it has started, in one way or another.
type owner struct {
	w    *worker
	done chan struct{}
}

func (o *owner) init() error  { return nil }
func (o *owner) start() error { go func() { <-o.done; _ = o.w.Close() }(); return nil }
func (o *owner) Close() error { close(o.done); return o.w.Close() }

func newOwnerCloses() (*owner, error) {
	o := &owner{w: newWorker(), done: make(chan struct{})}
	if err := o.init(); err != nil {
		_ = o.Close()
		return nil, err
	}
	return o, nil
}

func newOwnerClosesField() (*owner, error) {
	o := &owner{done: make(chan struct{})}
	o.w = newWorker()
	if err := o.init(); err != nil {
		_ = o.w.Close()
		return nil, err
	}
	return o, nil
}

func newOwnerDefers() (o *owner, err error) {
	o = &owner{w: newWorker()}
	defer func() {
		if err != nil {
			_ = o.Close()
		}
	}()
	return o, o.init()
}

func newOwnerInBackground() (*owner, error) {
	o := &owner{w: newWorker(), done: make(chan struct{})}
	if err := o.start(); err != nil {
		return nil, err
	}
	return o, nil
}

func newOwnerBoth() (*owner, error) {
	o := &owner{w: newWorker()}
	return o, o.init()
}

// own ends its goroutine itself when it fails.
type own struct{ done chan struct{} }

func newOwn(f func() error) (*own, error) {
	o := &own{done: make(chan struct{})}
	go func() { <-o.done }()
	if err := f(); err != nil {
		close(o.done)
		return nil, err
	}
	return o, nil
}

func (o *own) Close() { close(o.done) }
