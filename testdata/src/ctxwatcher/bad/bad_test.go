package ctxwatcher

import (
	"context"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/asynclint/asynclint/testdata/witness"
)

// left counts the goroutines that 100 calls of f leave behind while their
// context lives.
func left(t *testing.T, f func(ctx context.Context)) {
	witness.Bubble(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		before := runtime.NumGoroutine()
		for range 100 {
			f(ctx)
		}
		synctest.Wait()
		got := runtime.NumGoroutine() - before
		cancel()
		witness.AtMost(t, "goroutines after 100 calls", got, 0)
	})
}

// TestDrain: each connection that has been closed leaves a goroutine.
//
//asynclint:witness measure "goroutines after 100 calls = 100, want at most 0"
func TestDrain(t *testing.T) {
	left(t, func(ctx context.Context) {
		if n, err := Drain(ctx, io.NopCloser(strings.NewReader("hello"))); n != 5 || err != nil {
			t.Errorf("read %d bytes, %v", n, err)
		}
	})
}

// TestHold: so does each lease that has been released.
//
//asynclint:witness measure "goroutines after 100 calls = 100, want at most 0"
func TestHold(t *testing.T) {
	var leases Leases
	left(t, func(ctx context.Context) {
		leases.Hold(ctx, "a")
		leases.Release("a")
	})
}
