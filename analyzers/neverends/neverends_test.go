package neverends_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/neverends"
)

func Test(t *testing.T) { checktest.Run(t, neverends.Analyzer) }
