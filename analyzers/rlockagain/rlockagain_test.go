package rlockagain_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/rlockagain"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, rlockagain.Analyzer) }
