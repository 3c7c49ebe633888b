package unlockpath_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/unlockpath"
)

func Test(t *testing.T) { checktest.Run(t, unlockpath.Analyzer) }
