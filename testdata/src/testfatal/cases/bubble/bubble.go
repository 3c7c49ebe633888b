// Package bubble ends tests in goroutines of a synctest bubble.
package bubble

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

func goroutineBad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		go func() {
			require.True(t, true) // want `require.True calls t.FailNow in a new goroutine`
		}()
		synctest.Wait()
	})
}

func mainOk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		require.True(t, true)
	})
}
