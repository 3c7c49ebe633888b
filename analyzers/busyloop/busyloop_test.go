package busyloop_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/busyloop"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, busyloop.Analyzer) }
