package lockorder_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/lockorder"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, lockorder.Analyzer) }
