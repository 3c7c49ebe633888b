package ctxloop

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestCancel: the loop does not end when its context does.
//
//asynclint:witness syn "blocked goroutines remain"
func TestCancel(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		calls := make(chan struct{})
		go Every(ctx, time.Second, func(context.Context) { calls <- struct{}{} })
		<-calls
		<-calls
		cancel()
	})
}

// TestClose: whoever closes a poller waits for the rest of its sleep.
//
//asynclint:witness measure "from Close to its end = 1h0m0s"
func TestClose(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		polled := make(chan struct{})
		p := NewPoller(time.Hour, func() { polled <- struct{}{} })
		<-polled
		synctest.Wait() // until it sleeps

		start := time.Now()
		p.Close()
		witness.AtMost(t, "from Close to its end", time.Since(start), 0)
	})
}
