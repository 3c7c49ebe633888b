package callbackstall_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/callbackstall"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, callbackstall.Analyzer) }
