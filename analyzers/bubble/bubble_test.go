package bubble_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/bubble"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, bubble.Analyzer) }
