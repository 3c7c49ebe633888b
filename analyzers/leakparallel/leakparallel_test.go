package leakparallel_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/leakparallel"
)

func Test(t *testing.T) { checktest.Run(t, leakparallel.Analyzer) }
