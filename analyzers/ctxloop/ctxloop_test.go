package ctxloop_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/ctxloop"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, ctxloop.Analyzer) }
