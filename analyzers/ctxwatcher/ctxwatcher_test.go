package ctxwatcher_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/ctxwatcher"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, ctxwatcher.Analyzer) }
