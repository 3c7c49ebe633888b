package orphanchan_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/orphanchan"
)

func Test(t *testing.T) { checktest.Run(t, orphanchan.Analyzer) }
