package unreleased_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/unreleased"
)

func Test(t *testing.T) { checktest.Run(t, unreleased.Analyzer) }
