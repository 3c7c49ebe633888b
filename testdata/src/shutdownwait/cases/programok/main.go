// Command programok has servers that are waited for, or may be.
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

func main() {
	switch os.Args[1] {
	case "channel":
		channel()
	case "onlyWhenClosed":
		onlyWhenClosed()
	case "group":
		group()
	case "wait":
		wait()
	case "deferred":
		deferred()
	case "deferredLiteral":
		deferredLiteral()
	case "selects":
		selects()
	case "sleeps":
		sleeps()
	case "locks":
		locks()
	case "inHelper":
		inHelper()
	case "maybe":
		maybe(os.Args[2] == "x")
	case "unknown":
		unknown(func() {})
	case "method":
		method(nil)
	case "second":
		second()
	case "inMain":
		inMain()
	case "serves":
		serves()
	case "forever":
		forever()
	case "others":
		others([]*http.Server{{}, {}})
	case "reassigned":
		reassigned()
	case "different":
		different()
	case "after":
		after()
	case "polls":
		polls()
	default:
		run()
		<-done
	}
}

var done = make(chan struct{})

// run is waited for in main.
func run() {
	srv := &http.Server{}
	go func() {
		srv.Shutdown(context.Background())
		close(done)
	}()
	srv.ListenAndServe()
}

func channel() {
	srv := &http.Server{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		srv.Shutdown(context.Background())
	}()
	if err := srv.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
	<-done
}

func onlyWhenClosed() {
	srv := &http.Server{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		srv.Shutdown(context.Background())
	}()
	if err := srv.ListenAndServe(); err == http.ErrServerClosed {
		<-done
	}
}

func group() {
	srv := &http.Server{}
	var g errgroup.Group
	g.Go(func() error { return srv.Shutdown(context.Background()) })
	srv.ListenAndServe()
	log.Fatal(g.Wait())
}

func wait() {
	srv := &http.Server{}
	var wg sync.WaitGroup
	wg.Go(func() { srv.Shutdown(context.Background()) })
	srv.ListenAndServe()
	wg.Wait()
}

func deferred() {
	srv := &http.Server{}
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { srv.Shutdown(context.Background()) })
	srv.ListenAndServe()
}

func deferredLiteral() {
	srv := &http.Server{}
	done := make(chan struct{})
	defer func() { <-done }()
	go func() {
		srv.Shutdown(context.Background())
		close(done)
	}()
	srv.ListenAndServe()
}

func selects() {
	srv := &http.Server{}
	done := make(chan struct{})
	go func() {
		srv.Shutdown(context.Background())
		close(done)
	}()
	srv.ListenAndServe()
	select {
	case <-done:
	case <-time.After(time.Minute):
	}
}

func sleeps() {
	srv := &http.Server{}
	go srv.Shutdown(context.Background())
	srv.ListenAndServe()
	time.Sleep(time.Minute)
}

func locks() {
	srv := &http.Server{}
	var mu sync.Mutex
	go func() {
		mu.Lock()
		defer mu.Unlock()
		srv.Shutdown(context.Background())
	}()
	srv.ListenAndServe()
	mu.Lock()
}

func inHelper() {
	srv := &http.Server{}
	done := make(chan struct{})
	go func() {
		srv.Shutdown(context.Background())
		close(done)
	}()
	srv.ListenAndServe()
	await(done)
}

func await(done chan struct{}) { <-done }

func maybe(wait bool) {
	srv := &http.Server{}
	go srv.Shutdown(context.Background())
	srv.ListenAndServe()
	if wait {
		<-done
	}
}

func unknown(f func()) {
	srv := &http.Server{}
	go srv.Shutdown(context.Background())
	srv.ListenAndServe()
	f()
}

func method(x interface{ Stop() }) {
	srv := &http.Server{}
	defer x.Stop()
	go srv.Shutdown(context.Background())
	srv.ListenAndServe()
}

// second calls Shutdown again, which waits as well.
func second() {
	srv := &http.Server{}
	go srv.Shutdown(context.Background())
	srv.ListenAndServe()
	srv.Shutdown(context.Background())
}

func inMain() {
	srv := &http.Server{}
	go func() { log.Print(srv.ListenAndServe()) }()
	<-done
	srv.Shutdown(context.Background())
}

func serves() {
	srv := &http.Server{}
	go srv.ListenAndServe()
	srv.Shutdown(context.Background())
}

func forever() {
	srv := &http.Server{}
	go srv.Shutdown(context.Background())
	for {
		log.Print(srv.ListenAndServe())
	}
}

func others(all []*http.Server) {
	go func() { all[0].Shutdown(context.Background()) }()
	all[1].ListenAndServe()
}

func reassigned() {
	srv := &http.Server{}
	go func() { srv.Shutdown(context.Background()) }()
	srv = &http.Server{}
	srv.ListenAndServe()
}

func different() {
	srv, metrics := &http.Server{}, &http.Server{}
	go func() { metrics.Shutdown(context.Background()) }()
	srv.ListenAndServe()
}

// after starts its goroutine too late.
func after() {
	srv := &http.Server{}
	srv.ListenAndServe()
	go srv.Shutdown(context.Background())
}

// polls waits by spinning.
func polls() {
	srv := &http.Server{}
	var once sync.Map
	go func() {
		srv.Shutdown(context.Background())
		once.Store(1, 1)
	}()
	srv.ListenAndServe()
	for {
		if _, ok := once.Load(1); ok {
			return
		}
	}
}
