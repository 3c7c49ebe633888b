package sendafterexit_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/sendafterexit"
)

func Test(t *testing.T) { checktest.Run(t, sendafterexit.Analyzer) }
