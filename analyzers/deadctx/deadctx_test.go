package deadctx_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/deadctx"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, deadctx.Analyzer) }
