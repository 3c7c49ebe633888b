package missingstop_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/missingstop"
)

func Test(t *testing.T) { checktest.Run(t, missingstop.Analyzer) }
