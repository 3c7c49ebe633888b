// Package bubbles finds the code that runs in bubbles of testing/synctest. It
// does not report any diagnostics itself.
package bubbles

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
)

const synctest = "testing/synctest"

// Uses reports whether pkg can have bubbles.
func Uses(pkg *types.Package) bool {
	return slices.ContainsFunc(pkg.Imports(), func(p *types.Package) bool { return p.Path() == synctest })
}

// A Bubble is a place that starts one.
type Bubble struct {
	Site ssa.CallInstruction // of synctest.Test, or of a function of the package that calls it
	Body *ssa.Function       // what runs in the bubble
}

// Result answers for one package.
type Result struct {
	graph   *calls.Graph
	bubbles []Bubble
	may     map[*ssa.Function]bool
}

// Find looks for the bubbles of a package, nil if there are none.
func Find(g *calls.Graph) *Result {
	s := g.SSA()
	if s == nil || !Uses(s.Pkg.Pkg) {
		return nil
	}
	r := &Result{graph: g, may: make(map[*ssa.Function]bool)}
	// Wrappers: functions that hand a parameter on to synctest.Test, as such or
	// in a literal that calls it.
	wraps := make(map[*ssa.Function]bool)
	for _, fn := range s.Funcs {
		each(fn, func(call ssa.CallInstruction) {
			if calls.Row(call.Common()).Name != synctest+".Test" {
				return
			}
			wraps[top(fn)] = true
			if body := calls.FuncOf(calls.Arg(call.Common(), 1)).Fn; body != nil && len(body.Blocks) > 0 {
				r.bubbles = append(r.bubbles, Bubble{call, body})
			}
		})
	}
	for _, b := range r.bubbles {
		r.reach(b.Body)
	}
	for _, fn := range s.Funcs {
		each(fn, func(call ssa.CallInstruction) {
			if calls.Row(call.Common()).Name == synctest+".Wait" {
				r.reach(fn) // it panics elsewhere
			}
			if callee := g.Callee(call.Common()).Fn; callee != nil && wraps[callee] {
				for _, arg := range call.Common().Args {
					if lit := calls.FuncOf(arg).Fn; lit != nil {
						r.reach(lit)
					}
				}
			}
		})
	}
	return r
}

// Bubbles returns the calls of synctest.Test, in source order.
func (r *Result) Bubbles() []Bubble { return r.bubbles }

// May reports whether fn may run in a bubble, as far as the package tells.
func (r *Result) May(fn *ssa.Function) bool {
	if r == nil {
		return false
	}
	for ; fn != nil; fn = fn.Parent() {
		if r.may[fn] {
			return true
		}
	}
	return false
}

// reach marks a function, its literals and what they call or start.
func (r *Result) reach(fn *ssa.Function) {
	if fn == nil || r.may[fn] {
		return
	}
	r.may[fn] = true
	each(fn, func(call ssa.CallInstruction) { r.reach(r.graph.Callee(call.Common()).Fn) })
	for _, lit := range fn.AnonFuncs {
		r.reach(lit)
	}
}

func each(fn *ssa.Function, f func(ssa.CallInstruction)) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				f(call)
			}
		}
	}
}

func top(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}
