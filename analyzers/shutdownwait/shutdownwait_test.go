package shutdownwait_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/shutdownwait"
)

func Test(t *testing.T) { checktest.Run(t, shutdownwait.Analyzer) }
