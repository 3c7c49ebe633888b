package cpucount_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/cpucount"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, cpucount.Analyzer) }
