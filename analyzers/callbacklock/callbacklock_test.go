package callbacklock_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/callbacklock"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, callbacklock.Analyzer) }
