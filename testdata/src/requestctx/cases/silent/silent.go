// Package silent has goroutines of handlers that may use the context.
package silent

import (
	"context"
	"log"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// A Mailer sends mails.
type Mailer interface {
	Send(ctx context.Context, to string) error
	User(ctx context.Context) string
}

// A Server has what handlers need.
type Server struct {
	mail Mailer
	subs map[chan string]bool
}

// Joined waits for its goroutines.
func (s *Server) Joined(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		_ = s.mail.Send(r.Context(), "a")
	}()
	wg.Wait()
}

// Group likewise.
func (s *Server) Group(w http.ResponseWriter, r *http.Request) {
	g, ctx := errgroup.WithContext(r.Context())
	g.Go(func() error { return s.mail.Send(ctx, "a") })
	if err := g.Wait(); err != nil {
		log.Print(err)
	}
}

// Result: the handler receives it.
func (s *Server) Result(w http.ResponseWriter, r *http.Request) {
	errc := make(chan error, 1)
	go func() { errc <- s.mail.Send(r.Context(), "a") }()
	select {
	case err := <-errc:
		log.Print(err)
	case <-r.Context().Done():
	}
}

// Callback: who knows what it tells.
func (s *Server) Callback(done func()) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		go func() {
			_ = s.mail.Send(r.Context(), "a")
			done()
		}()
	}
}

// Detached keeps the values only.
func (s *Server) Detached(w http.ResponseWriter, r *http.Request) {
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), time.Minute)
		defer cancel()
		_ = s.mail.Send(ctx, "a")
	}()
}

// DetachedBefore likewise.
func (s *Server) DetachedBefore(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithoutCancel(r.Context())
	go func() { _ = s.mail.Send(ctx, "a") }()
}

// Own has a context of its own.
func (s *Server) Own(w http.ResponseWriter, r *http.Request) {
	user := s.mail.User(r.Context())
	go func() { _ = s.mail.Send(context.Background(), user) }()
}

// Events: the goroutine is there for the time of the request.
func (s *Server) Events(w http.ResponseWriter, r *http.Request) {
	go func() {
		for {
			if s.mail.Send(r.Context(), "ping") != nil {
				return
			}
		}
	}()
	<-r.Context().Done()
}

// Watch waits for the end of the request.
func (s *Server) Watch(w http.ResponseWriter, r *http.Request) {
	go func() {
		<-r.Context().Done()
		_ = s.mail.Send(r.Context(), "gone")
	}()
}

// Values only looks into the context.
func (s *Server) Values(w http.ResponseWriter, r *http.Request) {
	go func() {
		slog.InfoContext(r.Context(), "visit")
		log.Print(s.mail.User(r.Context()))
	}()
}

// Client is no handler: the caller ends the context of its request.
func (s *Server) Client(r *http.Request) {
	go func() { _ = s.mail.Send(r.Context(), "a") }()
}

// Do has a context, and is no handler either.
func (s *Server) Do(ctx context.Context, to string) {
	go func() { _ = s.mail.Send(ctx, to) }()
}

// Stream handles a stream of messages.
func (s *Server) Stream(stream interface{ Context() context.Context }) error {
	go func() { _ = s.mail.Send(stream.Context(), "a") }()
	return nil
}
