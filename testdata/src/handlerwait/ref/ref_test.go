package handlerwait

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestLines: who takes one line, and cancels, leaves the goroutine behind.
//
//asynclint:witness syn "blocked goroutines remain"
func TestLines(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		if line := <-Lines(ctx, strings.NewReader("one\ntwo\nthree")); line != "one" {
			t.Errorf("got %q", line)
		}
		cancel()
	})
}

// TestGet: a request that was given up waits for the page of another.
//
//asynclint:witness measure "from cancel to return = 1h0m0s, want at most 0s"
func TestGet(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		p := NewPages(func(context.Context, string) string {
			time.Sleep(time.Hour)
			return "text"
		})
		first := make(chan struct{})
		go func() {
			defer close(first)
			p.Get(t.Context(), "a")
		}()
		synctest.Wait() // until it loads

		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan time.Duration)
		var cancelled time.Time
		go func() {
			p.Get(ctx, "a")
			ended <- time.Since(cancelled)
		}()
		synctest.Wait() // until it waits
		cancelled = time.Now()
		cancel()
		witness.AtMost(t, "from cancel to return", <-ended, 0)
		<-first
	})
}
