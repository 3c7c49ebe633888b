package contexts_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/contexts"
)

var names = map[contexts.How]string{
	contexts.Received:  "received",
	contexts.HasErr:    "has an error",
	contexts.Cancelled: "cancelled",
	contexts.AfterDone: "after it",
	contexts.Waited:    "waited",
}

// asks reports the answer of MustBeDone at each call of a function named done.
var asks = &analysis.Analyzer{
	Name:     "asks",
	Doc:      "asks where a context must be done",
	Requires: []*analysis.Analyzer{contexts.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		r := pass.ResultOf[contexts.Analyzer].(*contexts.Result)
		s := r.Effects.Calls.SSA()
		if s == nil {
			return nil, nil
		}
		for _, fn := range s.Funcs {
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					call, ok := instr.(*ssa.Call)
					if !ok || call.Call.StaticCallee() == nil || call.Call.StaticCallee().Name() != "done" {
						continue
					}
					if region, ok := r.MustBeDone(call.Call.Args[0], call); ok {
						pass.ReportRangef(s.CallExpr(call), "%s", names[region.How])
					}
				}
			}
		}
		return nil, nil
	},
}

// TestMustBeDone: where a context must be done.
func TestMustBeDone(t *testing.T) {
	analysistest.Run(t, "../..", asks, "./testdata/src/passes/contexts")
}
