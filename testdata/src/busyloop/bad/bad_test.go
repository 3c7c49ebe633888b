package busyloop

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// counting is a context that counts how often it is asked whether it is over.
type counting struct {
	context.Context
	asked atomic.Int64
	often chan int // gets a thousand when it has been asked as often
}

func (c *counting) Err() error {
	if c.asked.Add(1) == 1000 {
		c.often <- 1000
	}
	return c.Context.Err()
}

// TestWait: a goroutine that waits at a closed gate does nothing.
//
//asynclint:witness measure "questions while nothing happens = 1000, want at most 1"
func TestWait(t *testing.T) {
	ctx := &counting{Context: t.Context(), often: make(chan int, 1)}
	g := New()
	ended := make(chan error)
	go func() { ended <- g.Wait(ctx) }()

	asked, _ := witness.Either(t, ctx.often, "(*Gate).Wait", "select")
	witness.AtMost(t, "questions while nothing happens", asked, 1)

	g.Open()
	if err := <-ended; err != nil {
		t.Errorf("Wait returned %v", err)
	}
}

// TestCancel: the end of a context ends a wait.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := New().Wait(ctx); err != context.Canceled {
		t.Errorf("Wait returned %v, want %v", err, context.Canceled)
	}
}
