package sendnodone

import (
	"context"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

func square(v int) int { return v * v }

// TestFirst: the caller takes what it needs and cancels the rest, while the
// stage has the next result ready.
//
//asynclint:witness syn "deadlock: main bubble goroutine has exited but blocked goroutines remain"
func TestFirst(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		in := make(chan int, 2)
		in <- 3
		in <- 4
		if v := <-Apply(ctx, in, square); v != 9 {
			t.Errorf("got %d, want 9", v)
		}
		cancel()
	})
}

// TestAll: without a cancellation everything comes through.
func TestAll(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		in := make(chan int, 3)
		for v := range 3 {
			in <- v
		}
		close(in)
		sum := 0
		for v := range Apply(t.Context(), in, square) {
			sum += v
		}
		if sum != 5 {
			t.Errorf("the sum is %d, want 5", sum)
		}
	})
}
