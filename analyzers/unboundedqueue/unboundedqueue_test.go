package unboundedqueue_test

import (
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/unboundedqueue"
)

func Test(t *testing.T) { checktest.Run(t, unboundedqueue.Analyzer) }
