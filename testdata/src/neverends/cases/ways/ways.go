// Package ways has goroutines that never end, in the ways that are reported.
package ways

import (
	"context"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

type Cache struct {
	mu     sync.Mutex
	items  map[string]time.Time
	ticker *time.Ticker
	once   sync.Once
	wg     sync.WaitGroup
	jobs   chan int
}

func NewSleeper() *Cache {
	c := &Cache{items: make(map[string]time.Time)}
	go func() { // want `this goroutine never ends: its loop has no way out, and each call of ways\.NewSleeper leaves one more behind`
		for {
			time.Sleep(time.Minute)
			c.evict()
		}
	}()
	return c
}

func (c *Cache) evict() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.items)
}

// NewThroughMethods runs the loop two calls further.
func NewThroughMethods() (*Cache, error) {
	c := &Cache{ticker: time.NewTicker(time.Minute)}
	go c.start() // want `never ends: Stop does not close the channel that it ranges over`
	return c, nil
}

func (c *Cache) start() {
	defer c.ticker.Stop()
	c.loop()
}

func (c *Cache) loop() {
	for range c.ticker.C {
		c.evict()
	}
}

// Janitor is an interface: what NewJanitor returns is its own all the same.
type Janitor interface{ evict() }

func NewJanitor() Janitor {
	c := &Cache{}
	go func() { // want `each call of ways\.NewJanitor`
		for range time.Tick(time.Minute) {
			c.evict()
		}
	}()
	return c
}

func (c *Cache) StartInMethod() {
	go func() { // want `its loop has no way out, and each call of \(\*ways\.Cache\)\.StartInMethod`
		t := time.NewTimer(time.Minute)
		for {
			<-t.C
			c.evict()
			t.Reset(time.Minute)
		}
	}()
}

// StartOnce starts one for each Cache, and there may well be one Cache: no
// report.
func (c *Cache) StartOnce() {
	c.once.Do(func() {
		go c.loop()
	})
}

func (c *Cache) StartSelect() {
	go func() { // want `its loop has no way out`
		for {
			select {
			case <-c.ticker.C:
				c.evict()
			case j := <-c.jobs:
				if j == 0 {
					continue
				}
				log.Print(j)
			}
		}
	}()
}

func (c *Cache) StartBlocked() {
	go func() { // want `it waits for nothing that can happen`
		c.evict()
		select {}
	}()
}

// StartRetry leaves the inner loop only.
func (c *Cache) StartRetry(ctx context.Context) {
	go func() { // want `its loop has no way out`
		for {
			for ctx.Err() == nil {
				c.evict()
			}
			time.Sleep(time.Second)
		}
	}()
}

// StartMaybe has a way past the loop, none out of it.
func (c *Cache) StartMaybe(on bool) {
	go func() { // want `never ends`
		if !on {
			return
		}
		c.loop()
	}()
}

func (c *Cache) StartCounted() {
	c.wg.Go(c.loop) // want `never ends`
}

func (c *Cache) StartLater() {
	time.AfterFunc(time.Second, c.loop) // want `never ends`
}

// spawn is a wrapper of go.
func (c *Cache) spawn(f func()) {
	go func() {
		defer c.evict()
		f()
	}()
}

func (c *Cache) StartWrapped() {
	c.spawn(c.loop) // want `never ends`
}

type Generic[T any] struct{ items []T }

func NewGeneric[T any]() *Generic[T] {
	g := &Generic[T]{}
	go g.loop() // want `its loop has no way out`
	return g
}

func (g *Generic[T]) loop() {
	for {
		time.Sleep(time.Second)
		clear(g.items)
	}
}

func Handle(w http.ResponseWriter, r *http.Request) {
	go func() { // want `each request leaves one more behind`
		for {
			time.Sleep(time.Second)
			log.Print(r.URL)
		}
	}()
}

func init() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		go func() { // want `each request leaves one more behind`
			for range time.Tick(time.Second) {
				log.Print(r.URL)
			}
		}()
	})
}

// Accept starts one for each connection.
func Accept(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go func() { // want `each round of the loop leaves one more behind`
			for {
				time.Sleep(time.Second)
				_, _ = conn.Write([]byte{0})
			}
		}()
	}
}

// Stopped has a way out that nobody opens.
type Stopped struct {
	done   chan struct{}
	ticker *time.Ticker
}

func NewStopped() *Stopped {
	s := &Stopped{done: make(chan struct{}), ticker: time.NewTicker(time.Second)}
	go func() { // want `this goroutine never ends: its only way out is <-s\.done \(L\d+\), which nothing closes or sends to, and each call of ways\.NewStopped leaves one more behind; close it to end the goroutine`
		for {
			select {
			case <-s.ticker.C:
				log.Print("tick")
			case <-s.done:
				return
			}
		}
	}()
	return s
}

func (s *Stopped) Close() { s.ticker.Stop() }

// Two has two goroutines and one signal.
type Two struct {
	stop   chan struct{}
	ticker *time.Ticker
	jobs   chan int
}

func NewTwo() *Two {
	t := &Two{stop: make(chan struct{}), ticker: time.NewTicker(time.Second), jobs: make(chan int)}
	go t.tick()
	go t.work()
	return t
}

func (t *Two) tick() {
	for {
		select {
		case <-t.ticker.C:
			log.Print("tick")
		case <-t.stop:
			return
		}
	}
}

func (t *Two) work() {
	for {
		select {
		case j := <-t.jobs:
			log.Print(j)
		case <-t.stop:
			return
		}
	}
}

func (t *Two) Do(i int) { t.jobs <- i }

func (t *Two) Stop() {
	t.stop <- struct{}{} // want `t\.stop <- … ends one goroutine, and 2 wait for it: the others never end; close the channel instead`
}

// StartNothing is no daemon: it does not do anything.
func StartNothing() {
	go func() { // want `it waits for nothing that can happen, and each call of ways\.StartNothing`
		log.Print("started")
		select {}
	}()
}
