// Package testsleep checks deliveries.
package testsleep

import (
	"testing"
	"testing/synctest"
	"time"
)

// Delivers checks that send delivers something, sooner or later. Its goroutine and
// its timers are those of a bubble.
func Delivers(t *testing.T, send func(deliver func(message string))) {
	synctest.Test(t, func(t *testing.T) {
		got := make(chan string, 1)
		go send(func(message string) { got <- message })
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(got) == 0 {
			t.Error("nothing was delivered")
		}
	})
}
