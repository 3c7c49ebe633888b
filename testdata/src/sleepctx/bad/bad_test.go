package sleepctx

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

var errBusy = errors.New("busy")

// TestCancel: whoever cancels a retry waits for the back-off.
//
//asynclint:witness measure "from cancel to return = 1h0m0s"
func TestCancel(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		ended := make(chan error)
		go func() {
			r := Retrier{Attempts: 2, Backoff: time.Hour}
			ended <- r.Do(ctx, func(context.Context) error { return errBusy })
		}()
		synctest.Wait() // until it is in the back-off

		start := time.Now()
		cancel()
		if err := <-ended; err == nil {
			t.Error("no error from an operation that always fails")
		}
		witness.AtMost(t, "from cancel to return", time.Since(start), 0)
	})
}

func TestRetries(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start, calls := time.Now(), 0
		r := Retrier{Attempts: 4, Backoff: time.Second}
		err := r.Do(t.Context(), func(context.Context) error {
			if calls++; calls < 4 {
				return errBusy
			}
			return nil
		})
		if err != nil || calls != 4 {
			t.Errorf("%d calls, %v; want 4 and success", calls, err)
		}
		if d := time.Since(start); d != 7*time.Second {
			t.Errorf("took %v, want 1s + 2s + 4s", d)
		}
	})
}
