package loopstall

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestClose: whoever closes a Reporter that cannot get rid of an event waits, in
// bad code, until all attempts have been made.
//
//asynclint:witness measure "from Close to its end = 10m0s"
func TestClose(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		r := New(func(string) error { return errors.New("nobody is there") })
		r.Report("fire")
		synctest.Wait() // until the first attempt has failed

		start := time.Now()
		r.Close()
		witness.AtMost(t, "from Close to its end", time.Since(start), 0)
	})
}

// TestRetry: an event arrives at last.
func TestRetry(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		sent, fail := make(chan string), 3
		r := New(func(event string) error {
			if fail > 0 {
				fail--
				return errors.New("not yet")
			}
			sent <- event
			return nil
		})
		defer r.Close()
		start := time.Now()
		go r.Report("fire")
		if event := <-sent; event != "fire" || time.Since(start) != 3*time.Minute {
			t.Errorf("%q was sent after %v, want fire after 3m", event, time.Since(start))
		}
	})
}
