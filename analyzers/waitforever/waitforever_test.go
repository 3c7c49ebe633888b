package waitforever_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/waitforever"
)

func Test(t *testing.T) { checktest.Run(t, waitforever.Analyzer) }
