package orphanchan

import (
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestStop: Stop waits for a loop that has ended long ago, but told nobody.
//
//asynclint:witness syn "deadlock: all goroutines in bubble are blocked"
func TestStop(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		samples := 0
		m := Start(time.Second, func() { samples++ })
		time.Sleep(2*time.Second + time.Millisecond)
		m.Stop()
		taken := samples
		time.Sleep(time.Minute)
		if taken != 2 || samples != taken {
			t.Errorf("%d samples, then %d; want 2 and no more", taken, samples)
		}
	})
}
