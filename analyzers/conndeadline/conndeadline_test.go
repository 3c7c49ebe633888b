package conndeadline_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/conndeadline"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, conndeadline.Analyzer) }
