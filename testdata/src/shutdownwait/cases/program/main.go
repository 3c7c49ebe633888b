// Command program has servers that are cut short by the end of the program.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

func main() {
	switch os.Args[1] {
	case "signal":
		onSignal()
	case "fatal":
		fatal()
	case "exits":
		exits()
	case "everyError":
		everyError()
	case "helper":
		helper()
	case "nested":
		if err := outer(); err != nil {
			log.Fatal(err)
		}
	case "afterFunc":
		afterFunc()
	case "unheard":
		unheard()
	case "group":
		group()
	case "value":
		value()
	case "tls":
		eitherWay(os.Args[2] == "tls")
	case "field":
		(&app{server: &http.Server{}}).run()
	case "cleanup":
		cleanup()
	case "quiet":
		quiet()
	case "global":
		global()
	default:
		srv := &http.Server{}
		go func() {
			log.Print(srv.Shutdown(context.Background()))
		}()
		srv.ListenAndServe() // want `main returns as soon as ListenAndServe does, while Shutdown is still draining in a goroutine: in-flight requests are cut; wait for Shutdown to return`
	}
}

func onSignal() {
	srv := &http.Server{Addr: ":8080"}
	interrupt := make(chan os.Signal, 1)
	signal.Notify(interrupt, os.Interrupt)
	go func() {
		<-interrupt
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := srv.Shutdown(ctx); err != nil {
			log.Printf("shutdown: %v", err)
		}
	}()
	if err := srv.ListenAndServe(); err != http.ErrServerClosed { // want `main\.onSignal returns as soon as ListenAndServe does`
		log.Fatal(err)
	}
}

func fatal() {
	srv := &http.Server{}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	go func() {
		<-ctx.Done()
		srv.Shutdown(context.Background())
	}()
	log.Fatal(srv.ListenAndServe()) // want `log\.Fatal ends the program as soon as ListenAndServe returns, while Shutdown is still draining in a goroutine: in-flight requests are cut; wait`
}

func exits() {
	srv := &http.Server{}
	go srv.Shutdown(context.Background())
	err := srv.ListenAndServe() // want `os\.Exit ends the program as soon as`
	slog.Error("serving", "err", err)
	os.Exit(1)
}

// everyError means to wait, but the error of a server that was shut down is
// not nil.
func everyError() {
	srv := &http.Server{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		srv.Shutdown(context.Background())
	}()
	if err := srv.ListenAndServe(); err != nil { // want `log\.Fatalf ends the program`
		log.Fatalf("serving: %v", err)
	}
	<-done
}

func helper() {
	srv := newServer()
	go drain(srv, 10*time.Second)
	_ = srv.ListenAndServe() // want `main\.helper returns`
}

func newServer() *http.Server { return &http.Server{} }

func drain(s *http.Server, d time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	shut(ctx, s)
}

func shut(ctx context.Context, s *http.Server) error { return s.Shutdown(ctx) }

func outer() error {
	err := inner()
	fmt.Println("bye")
	return err
}

func inner() error {
	var srv http.Server
	go func() { srv.Shutdown(context.Background()) }()
	err := srv.ListenAndServe() // want `main\.inner returns`
	if !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving: %w", err)
	}
	return nil
}

func afterFunc() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		log.Fatal(err)
	}
	srv := &http.Server{}
	context.AfterFunc(ctx, func() { srv.Shutdown(context.Background()) })
	srv.Serve(l) // want `main\.afterFunc returns as soon as Serve does`
}

// unheard has a channel for it, to which nobody listens.
func unheard() {
	srv := &http.Server{}
	done := make(chan struct{})
	go func() {
		srv.Shutdown(context.Background())
		close(done)
	}()
	srv.ListenAndServe() // want `main\.unheard returns`
}

func group() {
	srv := &http.Server{}
	var g errgroup.Group
	g.Go(func() error { return srv.Shutdown(context.Background()) })
	srv.ListenAndServe() // want `main\.group returns`
}

func value() {
	srv := http.Server{}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		srv.Shutdown(context.Background())
	}()
	srv.ListenAndServe() // want `main\.value returns`
}

func eitherWay(tls bool) {
	srv := &http.Server{}
	done := make(chan struct{})
	go func() {
		srv.Shutdown(context.Background())
		close(done)
	}()
	var err error
	if tls {
		err = srv.ListenAndServeTLS("", "") // want `log\.Fatal ends the program`
	} else {
		err = srv.ListenAndServe() // want `log\.Fatal ends the program`
	}
	if err != nil {
		log.Fatal(err)
	}
	<-done
}

type app struct{ server *http.Server }

func (a *app) run() {
	go a.stop()
	a.server.ListenAndServe() // want `\(\*main\.app\)\.run returns`
}

func (a *app) stop() { a.server.Shutdown(context.Background()) }

func cleanup() {
	db, err := sql.Open("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	defer fmt.Println("bye")
	srv := &http.Server{}
	defer srv.Close()
	defer func() { log.Print("closing") }()
	go srv.Shutdown(context.Background())
	srv.ListenAndServe() // want `main\.cleanup returns`
}

func quiet() {
	srv := &http.Server{}
	go srv.Shutdown(context.Background())
	err := srv.ListenAndServe() // want `main\.quiet returns`
	say("served", err)
}

func say(what string, err error) {
	if err != nil {
		log.Println(what, err.Error())
	}
}

var srv = &http.Server{}

func global() {
	go func() { srv.Shutdown(context.Background()) }()
	srv.ListenAndServe() // want `main\.global returns`
}
