package lockwait_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/lockwait"
)

func Test(t *testing.T) { checktest.Run(t, lockwait.Analyzer) }
