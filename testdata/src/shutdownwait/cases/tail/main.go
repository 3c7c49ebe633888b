// Command tail has servers in functions that main does not call last.
package main

import (
	"context"
	"net/http"
	"time"
)

func main() {
	deep()
	time.Sleep(time.Minute)
	go inGoroutine()
	register(asValue)
	select {}
}

func deep() { deeper() }

func deeper() {
	srv := &http.Server{}
	go srv.Shutdown(context.Background())
	srv.ListenAndServe()
}

func inGoroutine() {
	srv := &http.Server{}
	go srv.Shutdown(context.Background())
	srv.ListenAndServe() // want `main\.inGoroutine returns .* that nobody can wait for`
}

func register(func()) {}

func asValue() {
	srv := &http.Server{}
	go srv.Shutdown(context.Background())
	srv.ListenAndServe() // want `main\.asValue returns .* that nobody can wait for`
}

func silenced() {
	srv := &http.Server{}
	go srv.Shutdown(context.Background())
	//asynclint:ignore shutdownwait the fixture of this comment
	srv.ListenAndServe()
}
