// Package silent has sends and receives that may well wait.
package silent

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// Selects listens.
func Selects(ctx context.Context, n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			select {
			case out <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// Room: the value has its place.
func Room(ctx context.Context, f func(context.Context) error) <-chan error {
	errc := make(chan error, 1)
	go func() { errc <- f(ctx) }()
	return errc
}

// Fill: the caller gave the channel.
func Fill(ctx context.Context, out chan<- int) {
	go func() {
		for i := range 3 {
			out <- i
		}
	}()
}

// Inside: the channel does not leave the function, and all is received.
func Inside(ctx context.Context, n int) (sum int) {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			out <- i
		}
	}()
	for i := range out {
		sum += i
	}
	return sum
}

// NoContext has none.
func NoContext(n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			out <- i
		}
	}()
	return out
}

// Blank does not care for its context, and says so.
func Blank(_ context.Context, n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			out <- i
		}
	}()
	return out
}

// Background: nobody can end the context that the sink gets.
func Background(s Sink, names []string) error {
	in := make(chan string)
	go func() {
		defer close(in)
		for _, name := range names {
			in <- name
		}
	}()
	return s.Put(context.Background(), in)
}

// A Sink takes what comes.
type Sink interface {
	Put(ctx context.Context, in <-chan string) error
}

// A Server serves.
type Server struct {
	mu    chan struct{} // a lock
	sem   chan struct{}
	free  chan []byte
	quit  chan struct{}
	ended chan struct{}
	reqs  chan request
	ready chan struct{}
	once  sync.Once
}

type request struct{ reply chan int }

// New makes and starts one.
func New() *Server {
	s := &Server{
		mu: make(chan struct{}, 1), sem: make(chan struct{}, 2), free: make(chan []byte, 2),
		quit: make(chan struct{}), ended: make(chan struct{}), reqs: make(chan request), ready: make(chan struct{}),
	}
	go s.run()
	return s
}

func (s *Server) run() {
	defer close(s.ended)
	close(s.ready)
	for {
		select {
		case <-s.quit:
			return
		case r := <-s.reqs:
			r.reply <- 1
		}
	}
}

// Shutdown waits for what it has brought about itself.
func (s *Server) Shutdown(ctx context.Context) {
	close(s.quit)
	<-s.ended
}

// Lock: the channel is a lock.
func (s *Server) Lock(ctx context.Context) {
	s.mu <- struct{}{}
	<-s.mu
}

// Put takes a buffer and gives it back.
func (s *Server) Put(ctx context.Context) {
	b := <-s.free
	s.free <- b
}

// Ask gets a reply to its own request.
func (s *Server) Ask(ctx context.Context) int {
	r := request{make(chan int, 1)}
	select {
	case s.reqs <- r:
	case <-ctx.Done():
		return 0
	}
	return <-r.reply
}

// Wait listens.
func (s *Server) Wait(ctx context.Context) error {
	select {
	case <-s.ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Ready has no context.
func (s *Server) Ready() { <-s.ready }

// Last waits when its context has ended.
func (s *Server) Last(ctx context.Context) {
	<-ctx.Done()
	<-s.ready
}

// Start has the goroutine that it waits for started.
func (s *Server) Start(ctx context.Context) {
	go s.run()
	<-s.ready
}

// Ticks is about time.
func (s *Server) Ticks(ctx context.Context, t *time.Timer) { <-t.C }

// Drain ends when the channel is closed.
func (s *Server) Drain(ctx context.Context) {
	for b := range s.free {
		println(len(b))
	}
}

// ServeHTTP listens, too.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case <-s.ready:
	case <-r.Context().Done():
	}
}

// Exported may be closed by anybody, any time.
type Exported struct{ Ready chan struct{} }

// Wait knows nothing of who closes it.
func (e *Exported) Wait(ctx context.Context) { <-e.Ready }
