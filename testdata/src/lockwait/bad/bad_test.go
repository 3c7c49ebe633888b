package lockwait

import (
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestClose: closing a Writer must come to an end. Where Close keeps the lock
// that the rest of the work needs, it waits for a goroutine that waits for it.
//
//asynclint:witness leak "sync.Mutex.Lock"
func TestClose(t *testing.T) {
	witness.NoLeak(t, "run", func() {
		closed := make(chan bool)
		go func() {
			w := New()
			w.Put("a")
			w.Close()
			closed <- true
		}()
		witness.Either(t, closed, "run", "sync.Mutex.Lock")
	})
}
