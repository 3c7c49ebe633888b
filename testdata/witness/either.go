package witness

import (
	"strings"
	"testing"
	"time"
)

// Either waits for the first of two things that code may do: end, which it says
// on a channel, or wait like a goroutine that [Parked] looks for. It returns
// what came from the channel, and whether that came first. Bad code that goes
// on where its reference waits is told apart like this, without a time limit.
func Either[T any](t testing.TB, ended <-chan T, name, reason string) (end T, first bool) {
	t.Helper()
	for start := time.Now(); ; pause() {
		select {
		case end = <-ended:
			return end, true
		default:
		}
		all := stacks()
		for _, g := range find(all, name) {
			if strings.HasPrefix(g.status, reason) {
				return end, false
			}
		}
		if time.Since(start) > patience {
			t.Fatalf("nothing ended, and no goroutine came to wait in %s for %q; there are\n%s", name, reason, list(all))
		}
	}
}
