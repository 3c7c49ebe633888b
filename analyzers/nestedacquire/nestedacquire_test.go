package nestedacquire_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/nestedacquire"
)

func Test(t *testing.T) { checktest.Run(t, nestedacquire.Analyzer) }
