// Package testsleep checks deliveries.
package testsleep

import (
	"sync/atomic"
	"testing"
	"time"
)

// Delivers checks that send delivers something, sooner or later.
func Delivers(t *testing.T, send func(deliver func(message string))) {
	var got atomic.Pointer[string]
	go send(func(message string) { got.Store(&message) })
	time.Sleep(10 * time.Millisecond) // want `time.Sleep\(10 \* time.Millisecond\) hopes that the goroutine is as far as the test needs it, which a slow machine makes wrong and a fast one waits for in vain; in a bubble of testing/synctest the time costs nothing, and synctest.Wait returns when all goroutines wait`
	if got.Load() == nil {
		t.Error("nothing was delivered")
	}
}
