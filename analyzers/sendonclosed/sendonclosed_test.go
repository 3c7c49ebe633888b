package sendonclosed_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/sendonclosed"
)

func Test(t *testing.T) { checktest.Run(t, sendonclosed.Analyzer) }
