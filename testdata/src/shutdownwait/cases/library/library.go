// Package library has servers that nobody can wait for.
package library

import (
	"context"
	"log"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

func Serve(ctx context.Context) error {
	srv := &http.Server{}
	go func() {
		<-ctx.Done()
		if err := srv.Shutdown(context.Background()); err != nil {
			log.Printf("shutdown: %v", err)
		}
	}()
	return srv.ListenAndServe() // want `library\.Serve returns as soon as ListenAndServe does, .* that nobody can wait for`
}

func InGroup(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	srv := &http.Server{}
	g.Go(func() error {
		go func() {
			<-ctx.Done()
			srv.Shutdown(context.WithoutCancel(ctx))
		}()
		return srv.ListenAndServe() // want `this function literal returns as soon as`
	})
	return g.Wait()
}

type server struct {
	srv  *http.Server
	stop chan struct{}
}

func (s *server) Run(l net.Listener) error {
	go s.wait()
	return s.srv.Serve(l) // want `\(\*library\.server\)\.Run returns as soon as Serve does`
}

func (s *server) wait() {
	<-s.stop
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = s.srv.Shutdown(ctx)
}

func Fatal(ctx context.Context) {
	srv := &http.Server{}
	done := make(chan struct{})
	context.AfterFunc(ctx, func() {
		defer close(done)
		srv.Shutdown(context.Background())
	})
	log.Fatal(srv.ListenAndServe()) // want `log\.Fatal ends the program`
}

func Start(ctx context.Context) { unexported(ctx) }

func unexported(ctx context.Context) {
	srv := &http.Server{}
	go func() {
		<-ctx.Done()
		srv.Shutdown(context.Background())
	}()
	srv.ListenAndServe() // want `library\.unexported returns`
}
