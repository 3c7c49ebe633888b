package obligations_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/obligations"
)

// loses reports where obligations are lost.
var loses = &analysis.Analyzer{
	Name:     "loses",
	Doc:      "report where obligations are lost",
	Requires: []*analysis.Analyzer{obligations.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		r := pass.ResultOf[obligations.Analyzer].(*obligations.Result)
		s := r.Calls.SSA()
		if s == nil {
			return nil, nil
		}
		for _, fn := range s.Funcs {
			for _, leak := range r.MustLose(fn) {
				text := "lost"
				if _, ok := leak.At.(*ssa.Call); ok {
					text += " in a round"
				}
				if leak.Field != "" {
					text += ", in " + leak.Field
				}
				if leak.Release != nil {
					text += ", released elsewhere"
				}
				pass.Reportf(leak.At.Pos(), "%s", text)
			}
		}
		return nil, nil
	},
}

// TestMustLose: where obligations are lost.
func TestMustLose(t *testing.T) {
	analysistest.Run(t, "../..", loses, "./testdata/src/passes/obligations")
}
