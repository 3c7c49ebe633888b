package effects_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/asynclint/asynclint/passes/effects"
)

// TestLocks: which locks functions take, leave held and let go of, as other
// packages get to know it.
func TestLocks(t *testing.T) {
	analysistest.Run(t, "../..", effects.Analyzer, "./testdata/src/passes/lockfactslib", "./testdata/src/passes/lockfacts")
}
