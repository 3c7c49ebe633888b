package witness

import (
	"strings"
	"testing"
	"time"
)

// NoLeak runs f and fails the test with
//
//	leaked: goroutine 7 [chan send (leaked)]: ...
//
// if a goroutine stays behind in a function whose name contains name, or was
// started there, and the runtime knows that nothing can ever wake it:
// everything it waits for is out of reach of the rest of the program. So bad
// code must not hang off package variables, nor off variables of the test
// that are used after NoLeak.
//
// It passes as soon as none is left there, and fails with "lingers:" if one is
// left that may still be woken. A program without the leak profile (the
// reference under the race detector) knows only that difference: gone, or
// lingering. Goroutines from before NoLeak do not count.
func NoLeak(t testing.TB, name string, f func()) {
	t.Helper()
	before := stacks()
	f()
	for start := time.Now(); ; pause() {
		all, exact := profiled()
		if !exact {
			all = stacks()
		}
		left := find(without(before, all), name)
		if len(left) == 0 {
			return
		}
		var leaked []goroutine
		for _, g := range left {
			if strings.Contains(g.status, "(leaked)") {
				leaked = append(leaked, g)
			}
		}
		if len(leaked) > 0 {
			abandon(leaked)
			t.Fatalf("leaked: %s", list(leaked))
		}
		// One collection may not yet see what the next one does.
		if time.Since(start) > 2*time.Second {
			abandon(left)
			t.Fatalf("lingers: %s", list(left))
		}
	}
}
