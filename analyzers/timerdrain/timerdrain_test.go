package timerdrain_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/timerdrain"
)

func Test(t *testing.T) { checktest.Run(t, timerdrain.Analyzer) }
