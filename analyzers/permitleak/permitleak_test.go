package permitleak_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/permitleak"
)

func Test(t *testing.T) { checktest.Run(t, permitleak.Analyzer) }
