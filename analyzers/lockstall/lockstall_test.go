package lockstall_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/lockstall"
)

func Test(t *testing.T) { checktest.Run(t, lockstall.Analyzer) }
