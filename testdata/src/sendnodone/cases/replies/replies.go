// Package replies has loops that answer: whoever asks receives.
package replies

import "context"

// Request asks for something.
type Request struct {
	Key   string
	Reply chan string
	Errc  chan<- error
}

// Server answers.
type Server struct {
	requests chan Request
	replyTo  chan chan int
	subs     map[string]chan int
	list     []chan int
	fetch    func(string) chan int
}

// Run answers requests.
func (s *Server) Run(ctx context.Context) {
	for {
		select {
		case r := <-s.requests:
			r.Reply <- r.Key
			r.Errc <- nil
			s.answer(r)
			reply := r.Reply
			reply <- ""
		case c := <-s.replyTo:
			c <- 1
		case <-ctx.Done():
			return
		}
		s.subs["a"] <- 1
		for _, c := range s.list {
			c <- 1
		}
		s.fetch("")
		each := make(chan int)
		go func() { <-each }()
		each <- 1
	}
}

func (s *Server) answer(r Request) { r.Reply <- r.Key }
