package effects_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/asynclint/asynclint/passes/effects"
)

// TestTasks: who fails which test, adds to which group, and starts which func.
func TestTasks(t *testing.T) {
	analysistest.Run(t, "../..", effects.Analyzer, "./testdata/src/passes/taskslib", "./testdata/src/passes/tasks")
}
