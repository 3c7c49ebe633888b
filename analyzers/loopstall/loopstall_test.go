package loopstall_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/loopstall"
)

func Test(t *testing.T) { checktest.Run(t, loopstall.Analyzer) }
