// Package waits has callbacks that wait.
package waits

import (
	"context"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"sync"
	"time"
)

type file struct {
	name string
	quit chan struct{}
	wg   sync.WaitGroup
	done chan bool
}

var closed = make(chan string)

func open(name string) *file {
	f := &file{name: name, quit: make(chan struct{}), done: make(chan bool)}
	runtime.SetFinalizer(f, func(f *file) {
		closed <- f.name // want `this send to closed may wait for another goroutine in a finalizer: all other finalizers of the process wait as long; start a goroutine for it`
	})
	return f
}

func openMethod(name string) *file {
	f := &file{name: name}
	runtime.SetFinalizer(f, (*file).close)
	return f
}

func (f *file) close() {
	close(f.quit)
	f.wg.Wait() // want `f.wg.Wait may wait for goroutines to end in a finalizer`
}

func openCleanup(name string) *file {
	f := &file{name: name, done: make(chan bool)}
	runtime.AddCleanup(f, remove, name)
	runtime.AddCleanup(f, func(done chan bool) {
		<-done // want `<-done may wait for another goroutine in a cleanup`
	}, f.done)
	return f
}

func remove(name string) {
	unlink(name) // want `unlink leads to \(\*os/exec.Cmd\).Run, which may wait for a process in a cleanup: other cleanups of the process wait as long`
}

func unlink(name string) { exec.Command("rm", name).Run() }

func server() *http.Server {
	srv := &http.Server{
		ConnState: func(c net.Conn, s http.ConnState) {
			http.Get("http://example.com/" + s.String()) // want `http.Get may wait for the network in http.Server.ConnState`
		},
	}
	srv.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		time.Sleep(time.Second) // want `time.Sleep may wait for time to pass in http.Server.ConnContext: all connections that are yet to be accepted wait as long`
		return ctx
	}
	return srv
}

func states() *http.Server {
	return &http.Server{ConnState: onState}
}

func onState(c net.Conn, s http.ConnState) {
	switch s {
	case http.StateClosed, http.StateIdle:
		time.Sleep(time.Second)
	default:
		time.Sleep(time.Second) // want `time.Sleep may wait for time to pass in http.Server.ConnState`
	}
}

func init() {
	http.Get("http://example.com/config") // want `http.Get may wait for the network in init: main and all later init functions wait as long; do it when it is first needed`
}

func init() {
	time.Sleep(time.Second) // want `time.Sleep may wait for time to pass in init`
}
