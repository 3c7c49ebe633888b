package testsleep_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/testsleep"
)

func Test(t *testing.T) { checktest.Run(t, testsleep.Analyzer) }
