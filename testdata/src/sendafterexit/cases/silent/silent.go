// Package silent has operations of which it is not said that they may be left
// alone.
package silent

import (
	"context"
	"sync"
	"time"
)

type server struct {
	done                                                chan struct{}
	quit                                                chan struct{}
	withDone, withQuit, withCtx, withTimer, withDefault chan int
	buffered                                            chan int
	drained                                             chan int
	ranged                                              chan int
	locked                                              chan int
	joined                                              chan int
	once                                                chan int
	self                                                chan int
	fromStart                                           chan int
	restarted                                           chan int
	mu                                                  sync.Mutex
	closed                                              bool
	wg                                                  sync.WaitGroup
	jobs                                                chan int
	ended                                               chan struct{}
}

func newServer() *server {
	s := &server{
		done: make(chan struct{}), quit: make(chan struct{}),
		withDone: make(chan int), withQuit: make(chan int), withCtx: make(chan int), withTimer: make(chan int), withDefault: make(chan int),
		buffered: make(chan int, 1), drained: make(chan int), ranged: make(chan int), locked: make(chan int), joined: make(chan int),
		once: make(chan int), self: make(chan int), fromStart: make(chan int), restarted: make(chan int),
		jobs: make(chan int), ended: make(chan struct{}),
	}
	go s.loop()
	go s.drain()
	go s.rangeAll()
	go s.collect()
	s.fromStart <- 1 // the loop has just begun
	return s
}

func (s *server) loop() {
	defer close(s.done)
	for {
		select {
		case <-s.withDone:
		case <-s.withQuit:
		case <-s.withCtx:
		case <-s.withTimer:
		case <-s.withDefault:
		case <-s.buffered:
		case <-s.locked:
		case <-s.fromStart:
		case <-s.self:
			s.inLoop()
		case <-s.quit:
			return
		}
	}
}

func (s *server) inLoop() {
	s.self <- 1 // by the receiver itself: another mistake
}

func (s *server) WithDone() {
	select {
	case s.withDone <- 1:
	case <-s.done:
	}
}

func (s *server) WithQuit() {
	select {
	case s.withQuit <- 1:
	case <-s.quit: // closed, so everybody sees it
	}
}

func (s *server) WithContext(ctx context.Context) {
	select {
	case s.withCtx <- 1:
	case <-ctx.Done():
	}
}

func (s *server) WithTimer() {
	select {
	case s.withTimer <- 1:
	case <-time.After(time.Second):
	}
}

func (s *server) WithDefault() {
	select {
	case s.withDefault <- 1:
	default:
	}
}

// Buffered is not seen to be called often.
func (s *server) Buffered() { s.buffered <- 1 }

// Locked asks under the lock under which Close says so.
func (s *server) Locked() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.locked <- 1
	}
}

func (s *server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	close(s.quit)
}

// drain leaves nobody behind.
func (s *server) drain() {
	for {
		select {
		case <-s.drained:
			continue
		case <-s.quit:
		}
		break
	}
	for range s.drained {
	}
}

func (s *server) Drained() { s.drained <- 1 }

// rangeAll ends only when there is no more.
func (s *server) rangeAll() {
	for range s.ranged {
	}
}

func (s *server) Ranged() { s.ranged <- 1 }

// collect is told to end when all senders have.
func (s *server) collect() {
	for {
		select {
		case <-s.joined:
		case <-s.ended:
			return
		}
	}
}

func (s *server) Joined() {
	for range 3 {
		s.wg.Go(func() { s.joined <- 1 })
	}
	s.wg.Wait()
	close(s.ended)
}

// Once receives outside of a loop, where it is not known how often.
func (s *server) Once(ctx context.Context) {
	go func() {
		select {
		case <-s.once:
		case <-ctx.Done():
		}
	}()
}

func (s *server) SendOnce() { s.once <- 1 }

// Restart starts a new receiver for each connection.
func (s *server) Restart(conns <-chan context.Context) {
	for ctx := range conns {
		go func() {
			for {
				select {
				case <-s.restarted:
				case <-ctx.Done():
					return
				}
			}
		}()
	}
}

func (s *server) Restarted() { s.restarted <- 1 }

// Exported channels may have other receivers.
type Open struct {
	Events chan int
	quit   chan struct{}
}

func (o *Open) Start() {
	go func() {
		for {
			select {
			case <-o.Events:
			case <-o.quit:
				return
			}
		}
	}()
}

func (o *Open) Send() { o.Events <- 1 }
func (o *Open) Stop() { close(o.quit) }

// Large has room for as many events as there are likely to be until the sender
// notices.
type large struct {
	events chan int
	quit   chan struct{}
}

func newLarge() *large {
	l := &large{events: make(chan int, 1024), quit: make(chan struct{})}
	go func() {
		for {
			select {
			case <-l.events:
			case <-l.quit:
				return
			}
		}
	}()
	return l
}

func (l *large) Pump(more func() bool) {
	for more() {
		l.events <- 1
	}
}

func (l *large) Close() { close(l.quit) }

// perConnection sends what each connection has only one of.
type perConnection struct {
	writes chan int
	quit   chan struct{}
}

func dial() *perConnection {
	p := &perConnection{writes: make(chan int, 1), quit: make(chan struct{})}
	go func() {
		for {
			select {
			case <-p.writes:
			case <-p.quit:
				return
			}
		}
	}()
	return p
}

func (p *perConnection) roundTrip() error {
	p.writes <- 1
	close(p.quit)
	return nil
}

func Retry(again func() bool) {
	for again() {
		_ = dial().roundTrip()
	}
}

// sequential is used by one function at a time, which ends it when it is done.
type sequential struct {
	lines chan string
	quit  chan struct{}
}

func newSequential() *sequential {
	q := &sequential{lines: make(chan string), quit: make(chan struct{})}
	go q.loop()
	return q
}

func (q *sequential) loop() {
	for {
		select {
		case <-q.lines:
		case <-q.quit:
			return
		}
	}
}

func (q *sequential) Write(line string) { q.lines <- line }
func (q *sequential) stop()             { close(q.quit) }

func Copy(lines []string) {
	q := newSequential()
	defer q.stop()
	for _, line := range lines {
		q.Write(line)
	}
}

// unstopped has an end that nobody brings about.
type unstopped struct {
	lines chan string
	quit  chan struct{}
}

func (u *unstopped) start() {
	u.lines, u.quit = make(chan string), make(chan struct{})
	go func() {
		for {
			select {
			case <-u.lines:
			case <-u.quit:
				return
			}
		}
	}()
}

func (u *unstopped) Write(line string) { u.lines <- line }
func (u *unstopped) stop()             { close(u.quit) }
