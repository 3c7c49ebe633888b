package ctxdetached_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/ctxdetached"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, ctxdetached.Analyzer) }
