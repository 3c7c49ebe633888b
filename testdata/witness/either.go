package witness

import (
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
		all, waits := parked(name, reason)
		if waits {
			return end, false
		}
		if time.Since(start) > patience {
			t.Fatalf("nothing ended, and no goroutine came to wait in %s for %q; there are\n%s", name, reason, list(all))
		}
	}
}
