package grouplimit_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/grouplimit"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, grouplimit.Analyzer) }
