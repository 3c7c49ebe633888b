// Package contexts answers questions about context.Context values: which are
// in scope, what they derive from, and where one is known to be done. It does
// not report any diagnostics itself.
package contexts

import (
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/passes/effects"
)

// Analyzer provides *Result.
var Analyzer = &analysis.Analyzer{
	Name: "asynccontexts",
	Doc:  "find live contexts and the regions where one is done",
	Run: func(pass *analysis.Pass) (any, error) {
		return &Result{Effects: pass.ResultOf[effects.Analyzer].(*effects.Result), pass: pass}, nil
	},
	Requires:   []*analysis.Analyzer{effects.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// Result holds the answers for one package.
type Result struct {
	Effects *effects.Result

	pass      *analysis.Pass
	regions   sync.Map // *ssa.Function -> []Region
	everyPath sync.Map // *ssa.Function -> flow.Result of endedOnEveryPath
}
