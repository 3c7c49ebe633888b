package sendnodone_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/sendnodone"
)

func Test(t *testing.T) { checktest.Run(t, sendnodone.Analyzer) }
