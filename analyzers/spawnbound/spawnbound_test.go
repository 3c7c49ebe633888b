package spawnbound_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/spawnbound"
)

func Test(t *testing.T) { checktest.Run(t, spawnbound.Analyzer) }
