// Package skip skips tests from goroutines.
package skip

import (
	"sync"
	"testing"
)

func skipUnless(t testing.TB, ok bool) {
	t.Helper()
	if !ok {
		t.Skip("not here")
	}
}

func helperBad(t *testing.T) {
	go func() {
		skipUnless(t, false) // want `skipUnless calls t.Skip in a new goroutine, which ends only that goroutine and not the test; decide in the goroutine of the test and skip there`
	}()
}

func directBad(t *testing.T, wg *sync.WaitGroup) {
	wg.Go(func() {
		t.SkipNow() // want `t.SkipNow is called in the goroutine of wg.Go`
	})
}

func inTestOk(t *testing.T) {
	skipUnless(t, true)
}
