package waitforever

import (
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

type cache struct{ stale bool }

func (c cache) Stale() bool { return c.stale }
func (c cache) Fill() error { return nil }

// TestWarm fills two caches.
//
//asynclint:witness syn "all goroutines in bubble are blocked"
func TestWarm(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		if err := Warm([]Cache{cache{}, cache{}}); err != nil {
			t.Errorf("Warm: %v", err)
		}
	})
}

// TestCheck has a cache that is fresh.
//
//asynclint:witness syn "all goroutines in bubble are blocked"
func TestCheck(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		if n := Check([]Cache{cache{true}, cache{false}}); n != 1 {
			t.Errorf("%d caches are stale, want 1", n)
		}
	})
}
