package rlockagain_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/rlockagain"
)

func Test(t *testing.T) { checktest.Run(t, rlockagain.Analyzer) }
