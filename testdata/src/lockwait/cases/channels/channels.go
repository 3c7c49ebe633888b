// Package channels: sends and receives under a lock.
package channels

import "sync"

type hub struct {
	mu     sync.Mutex
	conns  []int
	events chan int
	wake   chan struct{}
	reply  chan int
}

func newHub() *hub {
	h := &hub{events: make(chan int), wake: make(chan struct{}), reply: make(chan int)}
	go h.loop()
	return h
}

// loop receives, and locks between two receives.
func (h *hub) loop() {
	for e := range h.events {
		h.mu.Lock()
		h.conns = append(h.conns, e)
		h.mu.Unlock()
	}
}

func (h *hub) publish(e int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events <- e // want `h\.events <- waits while h\.mu is held \(since L30\), but \(\*channels\.hub\)\.loop, which could receive, needs h\.mu first \(L23\): neither can go on; unlock before waiting`
}

func (h *hub) ping() {
	h.mu.Lock()
	n := len(h.conns)
	h.mu.Unlock()
	h.events <- n
}

// pull waits under the lock that each sender of reply holds, or takes first.
func (h *hub) pull() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return <-h.reply // want `<-h\.reply waits while h\.mu is held .* everybody like \(\*channels\.hub\)\.answer, which could send, needs h\.mu first`
}

func (h *hub) answer() {
	h.mu.Lock()
	h.reply <- len(h.conns) // want `h\.reply <- waits while h\.mu is held .* \(\*channels\.hub\)\.pull, which could receive, needs h\.mu first`
	h.mu.Unlock()
}

func (h *hub) later() {
	h.mu.Lock()
	n := len(h.conns)
	h.mu.Unlock()
	h.reply <- n
}

type queue struct {
	mu   sync.RWMutex
	jobs chan int
	n    int
}

func newQueue() *queue {
	q := &queue{jobs: make(chan int, 8)}
	go q.work()
	return q
}

func (q *queue) work() {
	for {
		select {
		case j := <-q.jobs:
			q.mu.Lock()
			q.n += j
			q.mu.Unlock()
		}
	}
}

// push is called for each job: the buffer fills while work is at the lock.
func (q *queue) push(j int) {
	q.mu.RLock()
	defer q.mu.RUnlock()
	q.jobs <- j // want `q\.jobs <- waits while q\.mu is held`
}
