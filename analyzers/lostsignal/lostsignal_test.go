package lostsignal_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/lostsignal"
)

func Test(t *testing.T) { checktest.Run(t, lostsignal.Analyzer) }
