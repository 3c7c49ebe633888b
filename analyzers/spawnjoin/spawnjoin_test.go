package spawnjoin_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/spawnjoin"
)

func Test(t *testing.T) { checktest.Run(t, spawnjoin.Analyzer) }
