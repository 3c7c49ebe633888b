// Package ways has operations that may be left alone, in the ways that are
// reported.
package ways

import (
	"bufio"
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

type server struct {
	requests chan int
	quit     chan struct{}
	tokens   chan struct{}
	kick     chan struct{}
	one, two chan int
	results  chan int
	stop     chan struct{}
	conn     net.Conn
	wg       sync.WaitGroup
	running  atomic.Bool
}

func newServer(ctx context.Context) *server {
	s := &server{
		requests: make(chan int),
		quit:     make(chan struct{}),
		tokens:   make(chan struct{}),
		kick:     make(chan struct{}, 1),
		one:      make(chan int),
		two:      make(chan int),
		results:  make(chan int),
		stop:     make(chan struct{}),
	}
	go s.loop()
	s.wg.Go(func() { s.cancelled(ctx) })
	go s.kicked(ctx)
	go s.twice()
	go s.again()
	go s.produce(ctx)
	go s.read()
	return s
}

func (s *server) loop() {
	for {
		select {
		case r := <-s.requests:
			if r < 0 {
				return
			}
		case <-s.quit:
			return
		}
	}
}

func (s *server) Request(r int) {
	s.requests <- r // want `s\.requests <- … can block for ever: its only receiver, \(\*ways\.server\)\.loop, ends on <-s\.quit \(L\d+\)`
}

// RequestIfRunning may find it running, and then send too late.
func (s *server) RequestIfRunning(r int) {
	if !s.running.Load() {
		return
	}
	s.requests <- r // want `s\.requests <- … can block for ever`
}

// RequestFromGoroutine leaves the goroutine behind, not the caller.
func (s *server) RequestFromGoroutine(r int) {
	go func() {
		s.requests <- r // want `s\.requests <- … can block for ever`
	}()
}

// Quit signals by a value, which only one gets: not once the loop has ended
// by itself.
func (s *server) Quit() { close(s.quit) }

func (s *server) cancelled(ctx context.Context) {
	for {
		select {
		case <-s.tokens:
		case <-ctx.Done():
			return
		}
	}
}

func (s *server) Token() {
	s.tokens <- struct{}{} // want `s\.tokens <- … can block for ever: its only receiver, \(\*ways\.server\)\.cancelled, ends on <-ctx\.Done\(\)`
}

func (s *server) kicked(ctx context.Context) {
	for {
		select {
		case <-s.kick:
		case <-ctx.Done():
			return
		}
	}
}

// Poll fills the buffer once nobody empties it.
func (s *server) Poll(busy func() bool) {
	for busy() {
		s.kick <- struct{}{} // want `s\.kick <- … can block for ever`
	}
}

func (s *server) PollThroughMethod(events <-chan struct{}) {
	for range events {
		s.enqueue()
	}
}

func (s *server) enqueue() {
	s.kick <- struct{}{} // want `s\.kick <- … can block for ever`
}

// twice and again both receive, and both end.
func (s *server) twice() {
	for {
		select {
		case <-s.one:
		case <-s.quit:
			return
		}
	}
}

func (s *server) again() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-s.one:
		case <-s.quit:
			return
		}
	}
}

func (s *server) One() {
	s.one <- 1 // want `s\.one <- … can block for ever: its receivers, such as \(\*ways\.server\)\.twice, end on <-s\.quit`
}

// produce is the only sender.
func (s *server) produce(ctx context.Context) {
	for i := 0; ; i++ {
		select {
		case s.results <- i:
		case <-ctx.Done():
			return
		}
	}
}

func (s *server) Result() int {
	return <-s.results // want `<-s\.results can block for ever: its only sender, \(\*ways\.server\)\.produce, ends on <-ctx\.Done\(\)`
}

// tell is one of the senders; it does not insist.
type asker struct{ answers []chan int }

func (a *asker) tell(ctx context.Context) {
	for _, ch := range a.answers {
		select {
		case ch <- 1:
		case <-ctx.Done():
			return
		}
	}
}

func (a *asker) Ask(ctx context.Context, n int) (sum int) {
	for range n {
		a.answers = append(a.answers, make(chan int))
	}
	go a.tell(ctx)
	return a.collect()
}

func (a *asker) collect() (sum int) {
	for _, ch := range a.answers {
		sum += <-ch // want `<-ch can block for ever: its only sender, \(\*ways\.asker\)\.tell, ends on <-ctx\.Done\(\)`
	}
	return sum
}

// read ends when the connection fails, and Stop may come too late.
func (s *server) read() {
	r := bufio.NewReader(s.conn)
	for {
		select {
		case <-s.stop:
			return
		default:
		}
		if _, err := r.ReadByte(); err != nil {
			return
		}
	}
}

func (s *server) Stop() {
	s.stop <- struct{}{} // want `s\.stop <- … can block for ever: its only receiver, \(\*ways\.server\)\.read, ends when something fails`
}
