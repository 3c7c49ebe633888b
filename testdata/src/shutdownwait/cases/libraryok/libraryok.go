// Package libraryok has servers for whose Shutdown callers can wait.
package libraryok

import (
	"context"
	"net/http"
	"sync"
)

func Closes(ctx context.Context, done chan struct{}) error {
	srv := &http.Server{}
	go func() {
		<-ctx.Done()
		srv.Shutdown(context.Background())
		close(done)
	}()
	return srv.ListenAndServe()
}

func Sends(ctx context.Context, result chan error) error {
	srv := &http.Server{}
	go func() {
		<-ctx.Done()
		result <- srv.Shutdown(context.Background())
	}()
	return srv.ListenAndServe()
}

type Server struct {
	wg  sync.WaitGroup
	err error
	srv *http.Server
}

func (s *Server) Counted(ctx context.Context) error {
	srv := &http.Server{}
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		<-ctx.Done()
		srv.Shutdown(context.Background())
	}()
	return srv.ListenAndServe()
}

func (s *Server) Grouped(ctx context.Context) error {
	srv := &http.Server{}
	s.wg.Go(func() {
		<-ctx.Done()
		srv.Shutdown(context.Background())
	})
	return srv.ListenAndServe()
}

func (s *Server) Stores(ctx context.Context) error {
	srv := &http.Server{}
	go func() {
		<-ctx.Done()
		s.err = srv.Shutdown(context.Background())
	}()
	return srv.ListenAndServe()
}

func Cancels(ctx context.Context, done context.CancelFunc) error {
	srv := &http.Server{}
	go func() {
		defer done()
		<-ctx.Done()
		srv.Shutdown(context.Background())
	}()
	return srv.ListenAndServe()
}

func Tells(ctx context.Context, tell func()) error {
	srv := &http.Server{}
	go func() {
		<-ctx.Done()
		srv.Shutdown(context.Background())
		tell()
	}()
	return srv.ListenAndServe()
}

// PassedIn is somebody else's server, who can call Shutdown, too.
func PassedIn(ctx context.Context, srv *http.Server) error {
	go func() {
		<-ctx.Done()
		srv.Shutdown(context.Background())
	}()
	return srv.ListenAndServe()
}

func (s *Server) Run(ctx context.Context) error {
	go func() {
		<-ctx.Done()
		s.srv.Shutdown(context.Background())
	}()
	return s.srv.ListenAndServe()
}

// Stop waits.
func (s *Server) Stop(ctx context.Context) error { return s.srv.Shutdown(ctx) }

type Embeds struct{ *http.Server }

func (s Embeds) Run(ctx context.Context) error {
	go func() {
		<-ctx.Done()
		s.Shutdown(context.Background())
	}()
	return s.ListenAndServe()
}
