// Package foreign has channels that others may use, too.
package foreign

import (
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"
)

type owner struct {
	ch   chan int
	list []chan int
}

var global chan int

func use(chan int) {}

var hook func(chan int)

func fieldOk(o *owner) {
	o.ch = make(chan int)
	<-o.ch
}

func globalOk() {
	global = make(chan int)
	<-global
}

func returnedOk() <-chan int {
	ch := make(chan int)
	go func() { ch <- 1 }()
	return ch
}

func sliceOk(o *owner) {
	ch := make(chan int)
	o.list = append(o.list, ch)
	<-ch
}

func sentOk(reqs chan<- chan int) int {
	answer := make(chan int)
	reqs <- answer
	return <-answer
}

func sentInStructOk(reqs chan<- owner) int {
	answer := make(chan int)
	reqs <- owner{ch: answer}
	return <-answer
}

func hookOk() {
	ch := make(chan int)
	hook(ch)
	<-ch
}

func interfaceOk(w interface{ Watch(chan<- int) }) {
	ch := make(chan int)
	w.Watch(ch)
	<-ch
}

func signalOk() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	<-c
}

func callbackOk(mux *http.ServeMux) {
	done := make(chan struct{})
	mux.HandleFunc("/quit", func(http.ResponseWriter, *http.Request) { close(done) })
	<-done
}

func callbackSendsOk(walk func(func(int))) {
	ch := make(chan int)
	go func() {
		walk(func(n int) { ch <- n })
		close(ch)
	}()
	for range ch {
	}
}

func reassignedOk(n int) {
	ch := make(chan int)
	go func() { ch <- 1 }()
	if n > 3 {
		ch = global
	}
	<-ch
}

func timersOk() {
	t := time.NewTimer(time.Second)
	<-t.C
	<-time.After(time.Second)
	for range time.Tick(time.Second) {
		return
	}
}

func mapOk() {
	chans := map[string]chan int{"a": make(chan int)}
	go func() { chans["a"] <- 1 }()
	<-chans["a"]
}

func swapOk() {
	a, b := make(chan int), make(chan int)
	go func() { a <- 1; b <- 1 }()
	for range 2 {
		<-a
		a, b = b, a
	}
}

func remadeOk() {
	ch := make(chan int)
	for range 3 {
		go func() { ch <- 1 }()
		<-ch
		ch = make(chan int)
	}
}

func seqOk(seq func(func(int) bool)) {
	ch := make(chan int)
	go func() {
		for v := range seq {
			ch <- v
		}
		close(ch)
	}()
	for range ch {
	}
}

func exitOk() {
	ch := make(chan int)
	go func() { ch <- 1 }()
	if len(os.Args) > 2 {
		os.Exit(1)
	}
	<-ch
}

func panicOk(v any) {
	ch := make(chan int)
	go func() { ch <- 1 }()
	if v == nil {
		panic("nil")
	}
	<-ch
}

func handlerInStructOk() {
	done := make(chan struct{})
	srv := &http.Server{
		ConnState: func(net.Conn, http.ConnState) {
			select {
			case done <- struct{}{}:
			default:
			}
		},
	}
	srv.ListenAndServe()
	<-done
}

var exit func(int)

func freezeOk() {
	exit = func(int) { <-make(chan struct{}) }
}
