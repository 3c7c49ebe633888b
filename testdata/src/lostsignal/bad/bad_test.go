package lostsignal

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestBusy: a message that is posted while another one is being delivered is
// delivered as well.
//
//asynclint:witness syn "deadlock: all goroutines in bubble are blocked"
func TestBusy(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		m := New()
		started, finish := make(chan string), make(chan struct{})
		go m.Run(ctx, func(msg string) {
			started <- msg
			<-finish
		})
		synctest.Wait() // the worker waits
		m.Post("first")
		if got := <-started; got != "first" {
			t.Fatalf("delivers %q", got)
		}
		m.Post("second") // while it is busy
		finish <- struct{}{}
		if got := <-started; got != "second" {
			t.Fatalf("delivers %q", got)
		}
		finish <- struct{}{}
	})
}
