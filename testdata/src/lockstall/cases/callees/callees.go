// Package callees waits in functions that are called with a lock held.
package callees

import (
	"net/http"
	"sync"
	"time"
)

type poller struct {
	mu sync.Mutex
	n  int
}

func (p *poller) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.n
}

func (p *poller) fetch(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (p *poller) calleeBad(url string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fetch(url) // want `p.fetch leads to net/http.Get, which waits for the network while p.mu is held: every other user of p.mu, such as \(\*callees.poller\).count, waits as long; copy what is needed, unlock, then call`
}

func (p *poller) twice(url string) {
	p.fetch(url)
	p.fetch(url)
}

func (p *poller) deepBad(url string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.twice(url) // want `p.twice leads to net/http.Get`
}

// Locked by a helper.
func (p *poller) lock()   { p.mu.Lock() }
func (p *poller) unlock() { p.mu.Unlock() }

func (p *poller) helperBad() {
	p.lock()
	defer p.unlock()
	time.Sleep(time.Minute) // want `time.Sleep waits for time to pass while poller.mu is held`
}

// A literal that is called here.
func (p *poller) literalBad(url string) {
	ask := func() { http.Get(url) }
	p.mu.Lock()
	defer p.mu.Unlock()
	ask() // want `ask leads to net/http.Get, which waits for the network while p.mu is held`
}

// The callee lets go meanwhile.
func (p *poller) fetchUnlocked(url string) {
	p.mu.Unlock()
	defer p.mu.Lock()
	p.fetch(url)
}

func (p *poller) releasedOk(url string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fetchUnlocked(url)
}

// The callee unlocks for its caller.
func (p *poller) unlockAndFetch(url string) {
	p.mu.Unlock()
	p.fetch(url)
}

func (p *poller) handedOk(url string) {
	p.mu.Lock()
	p.unlockAndFetch(url)
}

// A sleep in a callee is a pause between two tries, as a rule.
func (p *poller) pause() { time.Sleep(time.Second) }

func (p *poller) pauseOk() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pause()
}

// What a callee starts in a goroutine does not hold anyone up.
func (p *poller) start(url string) {
	go p.fetch(url)
}

func (p *poller) startOk(url string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.start(url)
}

// Recursion comes to an end.
func (p *poller) again(n int, url string) {
	if n > 0 {
		p.again(n-1, url)
		p.fetch(url)
	}
}

func (p *poller) recursionBad(url string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.again(3, url) // want `p.again leads to net/http.Get`
}
