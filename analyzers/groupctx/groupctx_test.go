package groupctx_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/groupctx"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, groupctx.Analyzer) }
