package condwait_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/condwait"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, condwait.Analyzer) }
