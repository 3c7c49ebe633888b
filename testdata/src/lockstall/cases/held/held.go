// Package held waits with a lock held.
package held

import (
	"net/http"
	"net/rpc"
	"os/exec"
	"sync"
	"time"
)

type cache struct {
	mu     sync.Mutex
	rw     sync.RWMutex
	io     sync.Mutex
	ptr    *sync.Mutex
	inner  struct{ mu sync.Mutex }
	values map[string]string
	client *http.Client
	peer   *rpc.Client
	every  time.Duration
}

func (c *cache) get(key string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.values[key]
}

func (c *cache) set(key, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values[key] = value
}

func (c *cache) remove(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.values, key)
}

func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.values)
}

func (c *cache) has(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.values[key]
	return ok
}

func (c *cache) len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.values)
}

func (c *cache) sleepBad() {
	c.mu.Lock()
	defer c.mu.Unlock()
	time.Sleep(time.Second) // want `time.Sleep waits for time to pass while c.mu is held: every other user of c.mu, such as \(\*held.cache\).get, waits as long; copy what is needed, unlock, then call`
	c.values = nil
}

func (c *cache) variableBad() {
	c.mu.Lock()
	time.Sleep(c.every) // want `time.Sleep waits for time to pass while c.mu is held`
	c.mu.Unlock()
}

func (c *cache) requestBad(req *http.Request) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	resp, err := c.client.Do(req) // want `c.client.Do waits for the network while c.mu is held`
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (c *cache) rpcBad(reply *string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.peer.Call("Cache.Get", "key", reply) // want `c.peer.Call waits for the network while c.mu is held`
}

func (c *cache) processBad(name string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return exec.Command(name).Run() // want `exec.Command\(name\).Run waits for a process while c.mu is held`
}

func (c *cache) readers() int {
	c.rw.RLock()
	defer c.rw.RUnlock()
	return len(c.values)
}

func (c *cache) writeBad(url string) {
	c.rw.Lock()
	defer c.rw.Unlock()
	http.Head(url) // want `http.Head waits for the network while c.rw is held: every other user of c.rw, such as \(\*held.cache\).readers, waits as long`
}

type versions struct {
	rw sync.RWMutex
	n  int
}

func (v *versions) set(n int) {
	v.rw.Lock()
	defer v.rw.Unlock()
	v.n = n
}

// Readers let readers in, but no writer, behind whom new readers queue.
func (v *versions) readBad(url string) {
	v.rw.RLock()
	defer v.rw.RUnlock()
	http.Head(url) // want `http.Head waits for the network while v.rw is held: every other user of v.rw, such as \(\*held.versions\).set, waits as long`
}

// Every path holds it.
func (c *cache) pathsBad(fast bool, url string) {
	if fast {
		c.mu.Lock()
		c.values = nil
	} else {
		c.mu.Lock()
	}
	http.Get(url) // want `http.Get waits for the network while c.mu is held`
	c.mu.Unlock()
}

func (c *cache) loopBad(urls []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, url := range urls {
		http.Get(url) // want `http.Get waits for the network while c.mu is held`
	}
}

func (c *cache) tryBad(url string) {
	if !c.mu.TryLock() {
		return
	}
	defer c.mu.Unlock()
	http.Get(url) // want `http.Get waits for the network while .*mu is held`
}

func (c *cache) literalBad(url string) {
	func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		http.Get(url) // want `http.Get waits for the network while c.mu is held`
	}()
}

func (c *cache) ptrLen() int {
	c.ptr.Lock()
	defer c.ptr.Unlock()
	return len(c.values)
}

func (c *cache) pointerBad(url string) {
	c.ptr.Lock()
	defer c.ptr.Unlock()
	http.Get(url) // want `http.Get waits for the network while c.ptr is held`
}

func (c *cache) innerLen() int {
	c.inner.mu.Lock()
	defer c.inner.mu.Unlock()
	return len(c.values)
}

func (c *cache) innerBad(url string) {
	c.inner.mu.Lock()
	defer c.inner.mu.Unlock()
	http.Get(url) // want `http.Get waits for the network while c.inner.mu is held`
}

// io is there to have one request at a time, and would be fine on its own; mu
// is held on top.
func (c *cache) twoBad(url string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.io.Lock()
	defer c.io.Unlock()
	http.Get(url) // want `http.Get waits for the network while c.mu is held`
}

func (c *cache) ioOk(url string) {
	c.io.Lock()
	defer c.io.Unlock()
	http.Get(url)
}

type embeds struct {
	sync.Mutex
	n int
}

func (e *embeds) add() {
	e.Lock()
	defer e.Unlock()
	e.n++
}

func (e *embeds) embeddedBad(url string) {
	e.Lock()
	defer e.Unlock()
	http.Get(url) // want `http.Get waits for the network while e is held: every other user of e, such as \(\*held.embeds\).add, waits as long`
}

type box[T any] struct {
	mu sync.Mutex
	v  T
}

func (b *box[T]) get() T {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.v
}

func (b *box[T]) genericBad(load func(*http.Response) T, url string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	resp, _ := http.Get(url) // want `http.Get waits for the network while b.mu is held`
	b.v = load(resp)
}

var (
	mu     sync.Mutex
	shared string
)

func use() string {
	mu.Lock()
	defer mu.Unlock()
	return shared
}

func globalBad() {
	mu.Lock()
	defer mu.Unlock()
	time.Sleep(time.Second) // want `time.Sleep waits for time to pass while mu is held: every other user of mu, such as held.use, waits as long`
}
