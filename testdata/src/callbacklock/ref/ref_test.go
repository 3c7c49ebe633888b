package callbacklock

import (
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestCallsBack: a callback asks for the value that has changed. In bad code it
// waits for a lock that its own goroutine holds.
//
//asynclint:witness leak "sync.Mutex.Lock"
func TestCallsBack(t *testing.T) {
	witness.NoLeak(t, "(*Settings).Get", func() {
		told := make(chan string)
		go func() {
			s := new(Settings)
			s.OnChange(func(key string) { told <- s.Get(key) })
			s.Set("color", "blue")
		}()
		if value, ended := witness.Either(t, told, "(*Settings).Get", "sync.Mutex.Lock"); ended && value != "blue" {
			t.Errorf("the callback saw %q, want blue", value)
		}
	})
}
