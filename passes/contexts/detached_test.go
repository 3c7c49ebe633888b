package contexts_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/asynclint/asynclint/passes/contexts"
)

// detached reports what Detached, OwnAt and ReceiverAt answer.
var detached = &analysis.Analyzer{
	Name:     "detached",
	Doc:      "asks which calls nobody can end",
	Requires: []*analysis.Analyzer{contexts.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		r := pass.ResultOf[contexts.Analyzer].(*contexts.Result)
		s := r.Effects.Calls.SSA()
		if s == nil {
			return nil, nil
		}
		for _, fn := range s.Funcs {
			for _, d := range r.Detached(fn) {
				call := s.CallExpr(d.Call)
				text := "detached"
				if d.Bounded {
					text += ", bounded"
				}
				if own := r.OwnAt(call); len(own) > 0 {
					text += ", has " + own[0].Name
				}
				if its, ok := r.ReceiverAt(call); ok {
					text += ", its " + its.Name
				}
				pass.ReportRangef(call, "%s", text)
			}
		}
		return nil, nil
	},
}

// TestDetached: which calls nobody can end, and what could.
func TestDetached(t *testing.T) {
	analysistest.Run(t, "../..", detached, "./testdata/src/passes/detached")
}
