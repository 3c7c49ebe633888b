package testfatal_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/testfatal"
)

func Test(t *testing.T) { checktest.Run(t, testfatal.Analyzer) }
