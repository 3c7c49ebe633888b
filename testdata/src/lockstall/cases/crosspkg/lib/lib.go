// Package lib asks a server.
package lib

import (
	"net/http"
	"sync"
	"time"
)

// Ask asks.
func Ask(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Settle sleeps between two looks.
func Settle(done func() bool) {
	for !done() {
		time.Sleep(time.Second)
	}
}

// Start asks in the background.
func Start(url string) { go Ask(url) }

// Guard is a lock with names of its own.
type Guard struct{ mu sync.Mutex }

// Enter locks.
func (g *Guard) Enter() { g.mu.Lock() }

// Leave unlocks.
func (g *Guard) Leave() { g.mu.Unlock() }
