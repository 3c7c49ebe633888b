package calls

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// Bodies returns the function that the goroutine runs and the bodies of its
// ranges over functions, which are functions only to ssa.
func (s Spawn) Bodies() []*ssa.Function { return bodies(s.Body.Fn) }

func bodies(fn *ssa.Function) []*ssa.Function {
	if fn == nil {
		return nil
	}
	all := []*ssa.Function{fn}
	for _, anon := range fn.AnonFuncs {
		if flow.InRangeFunc(anon) {
			all = append(all, bodies(anon)...)
		}
	}
	return all
}

// Outside returns p, a place in the body of the goroutine, as the function that
// starts it sees it; false if it belongs to the goroutine.
func (s Spawn) Outside(p place.Place) (place.Place, bool) {
	if !slices.Contains(s.Bodies(), p.Owner()) {
		return p, true
	}
	i := slices.IndexFunc(s.Body.Fn.Params, func(param *ssa.Parameter) bool { return p.Root == ssa.Value(param) })
	if i < 0 {
		return p, false
	}
	var arg ssa.Value
	switch {
	case s.By == "go":
		arg = s.Body.Argument(s.Site.Common(), i)
	case i == 0:
		arg = s.Body.Recv
	}
	if arg == nil {
		return p, false
	}
	return place.Of(arg).Under(p.Path), true
}
