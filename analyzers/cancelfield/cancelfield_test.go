package cancelfield_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/cancelfield"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, cancelfield.Analyzer) }
