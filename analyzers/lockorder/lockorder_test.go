package lockorder_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/lockorder"
)

func Test(t *testing.T) { checktest.Run(t, lockorder.Analyzer) }
