package handlerwait_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/handlerwait"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, handlerwait.Analyzer) }
