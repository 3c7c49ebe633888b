// Package silent has goroutines of which it is not said that they never end, or
// that there is ever more than one.
package silent

import (
	"bufio"
	"context"
	"log"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// registry cleans up for all that it has: once started, it is one goroutine.
type registry struct {
	once  sync.Once
	names map[string]int
}

func (r *registry) get(name string) int {
	r.once.Do(func() { go r.clean() })
	return r.names[name]
}

func (r *registry) clean() {
	for range time.Tick(time.Hour) {
		log.Print("clean")
	}
}

// program is what a command runs.
type program struct{}

func (p *program) Run(l net.Listener) error {
	go func() {
		for range time.Tick(time.Hour) {
			log.Print("still here")
		}
	}()
	_, err := l.Accept()
	return err
}

type Cache struct {
	quit   chan struct{}
	jobs   chan int
	ticker *time.Ticker
	conn   net.Conn
	closed atomic.Bool
	wg     sync.WaitGroup
}

func loop() {
	for {
		time.Sleep(time.Minute)
	}
}

var (
	once    sync.Once
	started bool
	shared  = newShared() // once
)

func init() { go loop() }

func newShared() *Cache {
	go loop()
	return &Cache{}
}

// Daemon is for the whole process.
func (c *Cache) Daemon() {
	once.Do(func() { go loop() })
}

func (c *Cache) Guarded() {
	if !started {
		started = true
		go loop()
	}
}

// StartMetrics has no object: programs call such functions once.
func StartMetrics() { go loop() }

// StartWorkers starts as many as it is told to.
func StartWorkers(n int) {
	for range n {
		go loop()
	}
}

// Start has goroutines that all end one day.
func (c *Cache) Start(ctx context.Context) {
	go func() {
		for {
			select {
			case <-c.ticker.C:
			case <-c.quit:
				return
			}
		}
	}()
	go func() {
		for {
			select {
			case <-c.ticker.C:
			case <-ctx.Done():
				log.Print("done")
				return
			}
		}
	}()
	go func() {
		for range c.jobs { // somebody may close it
			log.Print("job")
		}
	}()
	go func() { // ends when somebody closes the connection
		r := bufio.NewReader(c.conn)
		for {
			if _, err := r.ReadByte(); err != nil {
				return
			}
		}
	}()
	go func() {
		for !c.closed.Load() {
			time.Sleep(time.Second)
		}
	}()
	go func() {
		for {
			if _, err := c.conn.Write(nil); err != nil {
				log.Fatal(err)
			}
		}
	}()
	go func() {
		for {
			if _, err := c.conn.Write(nil); err != nil {
				panic(err)
			}
		}
	}()
	go func() {
		for i := 0; i < 10; i++ {
			time.Sleep(time.Second)
		}
	}()
	go func() {
	again:
		for {
			select {
			case <-c.quit:
				break again
			case <-c.ticker.C:
			}
		}
	}()
	go func() {
		for stop := false; !stop; {
			select {
			case <-c.quit:
				stop = true
			case <-c.ticker.C:
			}
		}
	}()
	go func() {
		defer func() { _ = recover() }()
		for {
			c.must()
		}
	}()
}

func (c *Cache) must() {
	if _, err := c.conn.Write(nil); err != nil {
		panic(err)
	}
}

// Run is run by the caller, for good, and its goroutine with it.
func (c *Cache) Run() {
	go loop()
	for {
		time.Sleep(time.Second)
	}
}

// Serve waits for its goroutines: the caller knows.
func (c *Cache) Serve() error {
	c.wg.Go(loop)
	c.wg.Wait()
	var g errgroup.Group
	g.Go(func() error { loop(); return nil })
	return g.Wait()
}

// Unknown runs what nobody knows.
func (c *Cache) Unknown(f func(), i interface{ loop() }) {
	go f()
	go i.loop()
}

// Two has two goroutines and a signal for each, or closes the channel.
type Two struct {
	each, both, passedOn chan struct{}
	ticker               *time.Ticker
}

func NewTwo() *Two {
	t := &Two{each: make(chan struct{}), both: make(chan struct{}), passedOn: make(chan struct{}), ticker: time.NewTicker(time.Second)}
	go t.tick(t.each)
	go t.tick(t.each)
	for range 2 {
		go t.waitBoth()
	}
	go t.waitBoth()
	go t.pass()
	go t.pass()
	return t
}

func (t *Two) tick(stop chan struct{}) {
	for {
		select {
		case <-t.ticker.C:
		case <-stop:
			return
		}
	}
}

func (t *Two) waitBoth() {
	for {
		select {
		case <-t.ticker.C:
		case <-t.both:
			return
		}
	}
}

func (t *Two) pass() {
	for {
		select {
		case <-t.ticker.C:
		case <-t.passedOn:
			go func() { t.passedOn <- struct{}{} }()
			return
		}
	}
}

func (t *Two) Stop() {
	t.each <- struct{}{}
	t.each <- struct{}{}
	close(t.both)
	t.passedOn <- struct{}{}
}

// Options says which one it starts.
type Options struct {
	stop   chan struct{}
	ticker *time.Ticker
	fast   bool
}

func (o *Options) Start() {
	o.stop = make(chan struct{})
	if o.fast {
		go o.one()
	} else {
		go o.other()
	}
}

func (o *Options) one() {
	for {
		select {
		case <-o.ticker.C:
		case <-o.stop:
			return
		}
	}
}

func (o *Options) other() {
	for {
		select {
		case <-o.ticker.C:
		case <-o.stop:
			return
		}
	}
}

func (o *Options) Stop() { o.stop <- struct{}{} }
