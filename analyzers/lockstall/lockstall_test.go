package lockstall_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/lockstall"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, lockstall.Analyzer) }
