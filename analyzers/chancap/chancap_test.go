package chancap_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/chancap"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, chancap.Analyzer) }
