package effects_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/asynclint/asynclint/passes/effects"
)

// TestGiveUp: which functions return early once which context is done.
func TestGiveUp(t *testing.T) {
	analysistest.Run(t, "../..", effects.Analyzer, "./testdata/src/passes/giveuplib", "./testdata/src/passes/giveup")
}
