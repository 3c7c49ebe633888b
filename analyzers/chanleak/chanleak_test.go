package chanleak_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/chanleak"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, chanleak.Analyzer) }
