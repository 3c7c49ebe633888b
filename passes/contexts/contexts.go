// Package contexts answers questions about context.Context values: which are
// in scope, what they derive from, and where one is known to be done. It does
// not report any diagnostics itself.
package contexts

import (
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/place"
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

// A Live is a context in scope of a function.
type Live struct {
	Value ssa.Value
	Place place.Place
	// Name is how source in the function spells it: "ctx", "r.Context()".
	Name string
}

// InScope returns the contexts that fn can name, nearest first: its
// parameters, the context of a request parameter, and what it captures. A
// parameter named _ cannot be named.
func (r *Result) InScope(fn *ssa.Function) []Live {
	var out []Live
	for f := fn; f != nil; f = f.Parent() {
		for _, p := range f.Params {
			name := p.Name()
			switch {
			case name == "_" || name == "":
			case place.IsContext(p.Type()):
				out = append(out, Live{p, place.Of(p), name})
			case p.Type().String() == "*net/http.Request":
				out = append(out, Live{p, place.Of(p).Under(".Context()"), name + ".Context()"})
			}
		}
	}
	return out
}
