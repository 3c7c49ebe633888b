package requestctx_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/requestctx"
)

func Test(t *testing.T) { checktest.Run(t, requestctx.Analyzer) }
