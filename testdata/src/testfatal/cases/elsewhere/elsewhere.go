// Package elsewhere ends tests in functions that testing calls.
package elsewhere

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func cleanupOk(t *testing.T) {
	t.Cleanup(func() { require.True(t, true) })
}

func parallelBenchmarkOk(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			require.True(b, true)
		}
	})
}

func parentInSubtestOk(t *testing.T) {
	t.Run("sub", func(*testing.T) { require.True(t, true) })
}
