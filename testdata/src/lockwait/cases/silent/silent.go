// Package silent: waits under a lock that come to an end.
package silent

import (
	"context"
	"sync"
	"time"
)

type server struct {
	mu   sync.Mutex
	conf int
	done chan struct{}
	work chan int
	stop chan struct{}
}

func newServer() *server {
	s := &server{done: make(chan struct{}), work: make(chan int), stop: make(chan struct{})}
	go s.loop()
	return s
}

// loop needs no lock.
func (s *server) loop() {
	defer close(s.done)
	for range s.work {
	}
}

// reload holds the lock on purpose: nobody shall reload in between.
func (s *server) reload() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.work)
	<-s.done
	s.conf++
}

func (s *server) send(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.work <- v
}

type escapes struct {
	mu sync.Mutex
	ch chan int
	n  int
}

func (e *escapes) take() {
	for v := range e.ch {
		e.mu.Lock()
		e.n += v
		e.mu.Unlock()
	}
}

func withContext(ctx context.Context, e *escapes) {
	e.mu.Lock()
	defer e.mu.Unlock()
	select {
	case e.ch <- 1:
	case <-ctx.Done():
	}
}

func withTimer(e *escapes) {
	e.mu.Lock()
	defer e.mu.Unlock()
	select {
	case e.ch <- 1:
	case <-time.After(time.Second):
	}
}

func withDefault(e *escapes) {
	e.mu.Lock()
	defer e.mu.Unlock()
	select {
	case e.ch <- 1:
	default:
	}
}

func makeEscapes() *escapes {
	e := &escapes{ch: make(chan int)}
	go e.take()
	return e
}

// ready is closed before the loop that locks.
type starter struct {
	mu    sync.Mutex
	ready chan struct{}
	n     int
}

func (s *starter) run() {
	close(s.ready)
	for {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	}
}

func (s *starter) start() {
	s.ready = make(chan struct{})
	s.mu.Lock()
	defer s.mu.Unlock()
	go s.run()
	<-s.ready
}

// one of the two that send needs no lock.
type either struct {
	mu sync.Mutex
	ch chan int
	n  int
}

func newEither() *either { return &either{ch: make(chan int)} }

func (e *either) locked() {
	e.mu.Lock()
	e.n++
	e.mu.Unlock()
	e.ch <- 1
}

func (e *either) free() { e.ch <- 2 }

func (e *either) wait() {
	e.mu.Lock()
	defer e.mu.Unlock()
	<-e.ch
}

// Open: whoever has the channel may receive.
type Open struct {
	mu sync.Mutex
	C  chan int
	n  int
}

func New() *Open {
	o := &Open{C: make(chan int)}
	go func() {
		for v := range o.C {
			o.mu.Lock()
			o.n += v
			o.mu.Unlock()
		}
	}()
	return o
}

func (o *Open) Put(v int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.C <- v
}

// room: one result, and a buffer for it.
type room struct {
	mu  sync.Mutex
	res chan int
	n   int
}

func newRoom() *room { return &room{res: make(chan int, 1)} }

func fill(r *room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.res <- 1
}

func (r *room) get() int {
	r.mu.Lock()
	r.n++
	r.mu.Unlock()
	return <-r.res
}

// readers read-lock only: they do not wait for each other.
type readers struct {
	mu sync.RWMutex
	ch chan int
	n  int
}

func newReaders() *readers {
	r := &readers{ch: make(chan int)}
	go r.loop()
	return r
}

func (r *readers) loop() {
	for range r.ch {
		r.mu.RLock()
		_ = r.n
		r.mu.RUnlock()
	}
}

func (r *readers) put() {
	r.mu.RLock()
	defer r.mu.RUnlock()
	r.ch <- r.n
}

// tries: TryLock does not wait.
type tries struct {
	mu sync.Mutex
	ch chan int
	n  int
}

func newTries() *tries {
	t := &tries{ch: make(chan int)}
	go t.loop()
	return t
}

func (t *tries) loop() {
	for v := range t.ch {
		if t.mu.TryLock() {
			t.n += v
			t.mu.Unlock()
		}
	}
}

func (t *tries) put() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ch <- t.n
}

// another lock than the one that is held.
type two struct {
	a, b sync.Mutex
	ch   chan int
	n    int
}

func newTwo() *two {
	t := &two{ch: make(chan int)}
	go t.loop()
	return t
}

func (t *two) loop() {
	for v := range t.ch {
		t.b.Lock()
		t.n += v
		t.b.Unlock()
	}
}

func (t *two) put() {
	t.a.Lock()
	defer t.a.Unlock()
	t.ch <- 1
}

// cond: Wait unlocks the lock that whoever signals needs.
type cond struct {
	mu sync.Mutex
	c  *sync.Cond
	ok bool
}

func newCond() *cond {
	c := new(cond)
	c.c = sync.NewCond(&c.mu)
	return c
}

func (c *cond) wait() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for !c.ok {
		c.c.Wait()
	}
}

func (c *cond) set() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ok = true
	c.c.Broadcast()
}

// token: the buffer is a token that this goroutine has put in itself.
type token struct {
	mu  sync.Mutex
	tok chan struct{}
}

func newToken() *token { return &token{tok: make(chan struct{}, 1)} }

func (t *token) with(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tok <- struct{}{}
	f()
	<-t.tok
}

// waiter unlocks for its caller before it waits.
type waiter struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newWaiter() *waiter {
	w := &waiter{done: make(chan struct{})}
	go w.run()
	return w
}

func (w *waiter) run() {
	w.mu.Lock()
	w.n++
	w.mu.Unlock()
	close(w.done)
}

func (w *waiter) unlockAndWait() {
	w.mu.Unlock()
	<-w.done
	w.mu.Lock()
}

func (w *waiter) finish() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.unlockAndWait()
}

// latest: the buffer has room, because whoever fills it empties it first.
type latest struct {
	mu   sync.Mutex
	subs map[chan int]bool
	n    int
}

func newLatest() *latest { return &latest{subs: make(map[chan int]bool)} }

func (l *latest) set(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.setLocked(n)
}

func (l *latest) setLocked(n int) {
	l.n = n
	for sub := range l.subs {
		select {
		case <-sub:
		default:
		}
		sub <- n
	}
}

func (l *latest) watch(f func(int)) {
	sub := make(chan int, 1)
	l.mu.Lock()
	l.subs[sub] = true
	l.mu.Unlock()
	for n := range sub {
		l.mu.Lock()
		f(n)
		l.mu.Unlock()
	}
}

// waiters: each gets one result, and has room for it.
type waiters struct {
	mu   sync.Mutex
	list []chan int
}

func newWaiters() *waiters { return new(waiters) }

func (w *waiters) run(results <-chan int) {
	for r := range results {
		w.mu.Lock()
		for _, c := range w.list {
			c <- r
		}
		w.list = nil
		w.mu.Unlock()
	}
}

func (w *waiters) wait() int {
	c := make(chan int, 1)
	w.mu.Lock()
	w.list = append(w.list, c)
	w.mu.Unlock()
	return <-c
}
