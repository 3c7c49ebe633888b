package chanleak

import (
	"context"
	"errors"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestFetch cancels while the mirror is at work. Its answer comes when the
// caller has left.
//
//asynclint:witness leak "chan send"
func TestFetch(t *testing.T) {
	witness.NoLeak(t, "Fetch", func() {
		ctx, cancel := context.WithCancel(context.Background())
		left := make(chan struct{})
		ask := func(context.Context, string) (string, error) {
			cancel()
			<-left
			return "too late", nil
		}
		if _, err := Fetch(ctx, ask, "q"); !errors.Is(err, context.Canceled) {
			t.Errorf("Fetch after cancel: %v", err)
		}
		close(left)
	})
}

// TestFirst: two mirrors answer, and one answer is wanted.
//
//asynclint:witness syn "blocked goroutines remain"
func TestFirst(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		ask := func(context.Context, string) (string, error) { return "text", nil }
		if text, err := First(t.Context(), ask, ask, "q"); text != "text" || err != nil {
			t.Errorf("First: %q, %v", text, err)
		}
	})
}
