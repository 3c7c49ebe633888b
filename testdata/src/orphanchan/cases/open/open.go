// Package open has channels that others can reach.
package open

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"time"
)

// Config is filled by others.
type Config struct {
	Stop chan struct{}
	Done <-chan struct{}
}

func (c *Config) wait() {
	c.Stop = make(chan struct{})
	<-c.Stop
	<-c.Done
}

// Ready is for others to close.
var Ready = make(chan struct{})

func awaitReady() { <-Ready }

// Consume gets its channel from others.
func Consume(c <-chan int) int { return <-c }

// Results gives out a channel to receive from.
func Results() <-chan int {
	c := make(chan int)
	go func() { c <- 1 }()
	return c
}

// Sink gives out a channel to send on.
func Sink() chan<- int {
	c := make(chan int)
	go func() {
		for range c {
		}
	}()
	return c
}

func signals() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	<-c
}

func foreign(ctx context.Context) {
	<-ctx.Done()
	<-time.After(time.Second)
	<-time.Tick(time.Second)
}

func boxed(m *sync.Map, v *atomic.Value, all []any) {
	a, b, c := make(chan int), make(chan int), make(chan int)
	m.Store("a", a)
	v.Store(b)
	all[0] = c
	<-a
	<-b
	<-c
}

func callback(register func(func(chan int))) {
	register(func(c chan int) { <-c })
}

func handedOver(use func(chan int)) {
	c := make(chan int)
	use(c)
	<-c
}

type visitor interface{ visit(chan int) }

type closer struct{}

func (closer) visit(c chan int) { close(c) }

// throughInterface: some method named visit closes it.
func throughInterface(v visitor) {
	c := make(chan int)
	v.visit(c)
	<-c
}

func useCloser() { throughInterface(closer{}) }

// hook is set by tests only.
var hook chan struct{}

func hooked() {
	if hook != nil {
		<-hook
	}
}

type embedding struct{ Config }

func (e *embedding) wait() { <-e.Stop }

// swapped gets the channel of the others' end through a channel.
type call struct{ reply chan int }

func serve(calls chan call) {
	c := <-calls
	c.reply <- 1
}

func ask() int {
	calls := make(chan call)
	go serve(calls)
	c := call{make(chan int)}
	calls <- c
	return <-c.reply
}

// server is implemented elsewhere, too.
type server interface{ Stopping() <-chan struct{} }

// fake is the only implementation in this package.
type fake struct{ stopping chan struct{} }

func (f *fake) Stopping() <-chan struct{} { return f.stopping }

var _ server = &fake{stopping: make(chan struct{})}

// Reader works for whatever server it gets.
type Reader struct{ s server }

// NewReader takes a server of another package.
func NewReader(s server) *Reader { return &Reader{s} }

func (r *Reader) run() { <-r.s.Stopping() }
