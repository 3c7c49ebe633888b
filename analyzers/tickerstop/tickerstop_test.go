package tickerstop_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/tickerstop"
)

func Test(t *testing.T) { checktest.Run(t, tickerstop.Analyzer) }
