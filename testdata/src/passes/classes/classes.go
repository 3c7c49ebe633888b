// Package classes has channels, WaitGroups and conditions that are kept in many
// ways. Each line with a want is where the first thing is done to a class.
package classes

import (
	"os"
	"os/signal"
	"slices"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/asynclint/asynclint/testdata/src/passes/classes/lib"
)

// Fields.

type server struct {
	quit    chan struct{}
	jobs    chan int
	Results chan int
	wg      sync.WaitGroup
	group   *sync.WaitGroup
	mu      sync.Mutex
	cond    *sync.Cond
	subs    []chan int
	byName  map[string]chan string
}

func newServer() *server {
	s := &server{quit: make(chan struct{}), jobs: make(chan int, 3), Results: make(chan int)}
	s.cond = sync.NewCond(&s.mu)
	s.group = new(sync.WaitGroup)
	return s
}

func (s *server) run() {
	for {
		select {
		case <-s.quit: // want `chan field quit: make 1, recv 1, close 1; closed$`
			return
		case j := <-s.jobs: // want `chan field jobs: make 1, send 1, recv 1; closed`
			s.Results <- j // want `chan field Results: make 1, send 1; open send recv close`
		}
	}
}

func (s *server) Quit() <-chan struct{} { return s.quit }

func (s *server) stop() { close(s.quit) }

func (s *server) add(j int) {
	jobs := s.jobs
	jobs <- j
}

func (s *server) wait() {
	s.wg.Add(1) // want `WaitGroup field wg: add 1, done 1, wait 1; closed`
	go func() {
		defer s.wg.Done()
	}()
	s.wg.Wait()
	s.group.Wait() // want `WaitGroup field group: make 1, wait 1; closed`
}

func (s *server) await() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cond.Wait() // want `Cond field cond: make 1, condwait 1, broadcast 1; closed`
	wake := s.cond.Broadcast
	wake()
}

// Collections are one class with what they hold.

func (s *server) subscribe() chan int {
	c := make(chan int, 1)
	s.subs = append(s.subs, c)
	return c
}

func (s *server) unsubscribe(c chan int) {
	s.subs = slices.DeleteFunc(s.subs, func(x chan int) bool { return x == c }) // want `chan unnamed: compare 1; open send recv close` `chan local c: compare 1; closed`
}

func (s *server) publish(v int) {
	for _, c := range s.subs {
		c <- v // want `chan field subs: make 1, send 1, recv 1; open send recv close`
	}
}

func listen(s *server) { <-s.subscribe() }

func (s *server) named(name string) {
	s.byName[name] = make(chan string)
	for _, c := range s.byName {
		<-c // want `chan field byName: make 1, send 1, recv 1; closed`
	}
	if c, ok := s.byName[name]; ok {
		c <- name
	}
}

type set struct{ members map[chan bool]struct{} }

func (s set) put() {
	c := make(chan bool)
	s.members[c] = struct{}{}
	i := slices.Index([]chan bool{c}, c)
	_ = i
	for m := range s.members {
		m <- true // want `chan field members: make 1, send 1; closed`
	}
}

// Variables.

var (
	ticks  = make(chan int)
	Public = make(chan int)
	reload chan os.Signal
)

func useVariables() {
	<-ticks  // want `chan variable ticks: make 1, recv 1; closed`
	<-Public // want `chan variable Public: make 1, recv 1; open send recv close`
	reload = make(chan os.Signal, 1)
	signal.Notify(reload, os.Interrupt)
	<-reload // want `chan variable reload: make 1, recv 1; open send close$`
}

// Locals, closures, parameters and results.

func local() {
	c := make(chan int)
	d := c
	go func() { d <- 1 }() // want `chan local d: make 1, send 1, recv 1; closed`
	<-c
}

func parameters() {
	c := make(chan int)
	go produce(c)
	consume(c)
	send := func(c chan<- string) { c <- "" } // want `chan unnamed: make 1, send 1; closed`
	send(make(chan string))
}

func produce(c chan<- int) { c <- 1 } // want `chan unnamed: make 2, send 1, range 1, close 1; closed`

func consume(c <-chan int) {
	for range c {
	}
}

func closing(c chan int) { close(c) }

func passOn() {
	c := make(chan int)
	closing(c)
	consume(c)
}

// Exported brings channels of others.
func Exported(c chan int) { <-c } // want `chan unnamed: recv 1; open send recv close`

func results() {
	c, d := pair()
	c <- 1 // want `chan unnamed: make 1, send 1; closed`
	<-d    // want `chan unnamed: make 1, recv 1; closed`
}

func pair() (c, d chan int) { return make(chan int), make(chan int) }

func taken(c chan int) { <-c } // want `chan unnamed: recv 1; open send recv close`

func takesValue() {
	f := []func(chan int){taken}
	f[0](make(chan int)) // want `chan unnamed: make 1; open send recv close`
}

func wgParam() {
	var wg sync.WaitGroup
	wg.Go(func() {}) // want `WaitGroup local wg: make 1, add 1, done 1, go 1, wait 1; closed`
	wg.Add(1)
	helper(&wg)
	wg.Wait()
}

func helper(wg *sync.WaitGroup) { defer wg.Done() }

func wgValue() {
	var wg sync.WaitGroup
	time.AfterFunc(1, wg.Done) // want `WaitGroup local wg: make 1, done 1, wait 1; closed`
	wg.Wait()
}

// Channels of channels.

type request struct {
	reply chan int
	done  chan<- struct{}
}

func ask(requests chan request, replies chan chan int) {
	r := request{reply: make(chan int)}
	requests <- r    // want `chan unnamed: make 1, send 1, recv 1; closed`
	<-r.reply        // want `chan field reply: make 1, send 1, recv 1; closed`
	own := <-replies // want `chan unnamed: make 1, send 1, recv 1; closed`
	own <- 1         // want `chan unnamed: make 1, send 1; closed`
}

func answer(requests chan request, replies chan chan int) {
	r := <-requests
	r.reply <- 1
	mine := make(chan int)
	replies <- mine
}

func both() {
	requests, replies := make(chan request), make(chan chan int)
	go answer(requests, replies)
	ask(requests, replies)
}

// Interfaces and other packages.

func boxed() {
	c := make(chan int)
	var v atomic.Value
	v.Store(c)
	<-c // want `chan unnamed: make 1, recv 1; open send recv close`
}

func unboxed(v any) {
	c := v.(chan int)
	<-c // want `chan unnamed: recv 1; open send recv close`
}

func foreign(s *lib.Source) {
	c, d, e := make(chan int), make(chan int), make(chan int)
	lib.Consume(c)
	lib.Fill(d)
	lib.Keep(e)
	c <- 1          // want `chan unnamed: make 1, send 1; open recv$`
	<-d             // want `chan unnamed: make 1, recv 1; open send close$`
	<-e             // want `chan unnamed: make 1, recv 1; open send recv close`
	<-s.C           // want `chan field C: recv 1; open send recv close`
	<-s.Events()    // want `chan unnamed: recv 1; open send recv close`
	<-time.After(1) // want `chan unnamed: recv 1; open send recv close`
}

type stopper interface{ stopped() chan struct{} }

type one struct{ c chan struct{} }

func (o *one) stopped() chan struct{} { return o.c }

func through(s stopper) {
	<-s.stopped() // want `chan field c: make 1, recv 1, close 1; closed`
}

func useOne() {
	o := &one{make(chan struct{})}
	go through(o)
	close(o.c)
}

type raw struct{ c chan int }

func forged(r *raw) {
	_ = unsafe.Pointer(r)
	r.c = make(chan int)
	<-r.c // want `chan field c: make 1, recv 1; open send recv close`
}

// Types.

type semaphore chan struct{}

func (s semaphore) acquire() { s <- struct{}{} } // want `chan unnamed: make 1, send 1, recv 1; closed`
func (s semaphore) Release() { <-s }

func useSemaphore() {
	s := make(semaphore, 2)
	s.acquire()
	defer s.Release()
}

type box[T any] struct{ v T }

func (b *box[T]) get() T { return b.v }

func generic() {
	b := &box[chan int]{v: make(chan int)}
	<-b.get() // want `chan field v: make 1, recv 1; closed`
}

func drain[C ~chan E, E any](c C) {
	for range c { // want `chan unnamed: make 1, range 1; closed`
	}
}

func useDrain() { drain(make(chan bool)) }

type left struct{ c chan int }
type right left

func converted() {
	l := left{make(chan int)}
	r := right(l)
	<-r.c // want `chan field c: make 1, recv 1; closed`
}

var anonymous struct{ c chan int }

func unnamed() {
	anonymous.c = make(chan int)
	p := &anonymous
	p.c <- 1 // want `chan field c: make 1, send 1; closed`
}

type recursive chan recursive

func recursion() {
	c := make(recursive)
	c <- c // want `chan unnamed: make 1, send 1, recv 2; closed`
	<-<-c
}

func nothing() {
	var c chan int
	<-c // want `recv on nil`
}

type withGroup struct{ sync.WaitGroup }

func embedded(w *withGroup) {
	w.Wait() // want `WaitGroup field WaitGroup: wait 1; open send recv close`
}
