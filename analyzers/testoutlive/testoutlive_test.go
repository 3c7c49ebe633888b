package testoutlive_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/testoutlive"
)

func Test(t *testing.T) { checktest.Run(t, testoutlive.Analyzer) }
