package sleepctx_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/sleepctx"
)

func Test(t *testing.T) { checktest.Run(t, sleepctx.Analyzer) }
