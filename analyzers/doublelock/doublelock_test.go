package doublelock_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/doublelock"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, doublelock.Analyzer) }
