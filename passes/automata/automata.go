// Package automata turns functions that make channels, WaitGroups, mutexes or
// contexts for themselves into programs for package explore, and says where
// goroutines get stuck. It does not report any diagnostics itself.
//
// # Scopes
//
// A scope is one call of a function, its root, and all that it makes and keeps
// to itself: channels, and variables with mutexes and the like in them, that
// only the root, the goroutines it starts, its function literals and the
// functions it calls in this package can reach. Functions are followed where
// they are called (inlined), with what their parameters are there. Of what
// leaves the scope (returned, stored, sent, given to unknown code) nothing is
// claimed: operations on it pass, sooner or later.
//
// Something that is made in a loop is of one iteration, and so is its scope.
//
// A function literal that unknown code has may be called at any time, or never,
// and any number of times. So what it does can keep others from being stuck, but
// is never a part of a claim.
//
// # Programs
//
// Each goroutine of a scope is walked along its control flow, together with what
// is known on the way: constants that phis come to, the case that a select
// took, pending defers. Conditions are one of
//
//   - known,
//   - free: an unknown call, a parameter, memory that the scope does not write.
//     Both ways are possible, and the same condition has the same outcome
//     wherever it is asked again;
//   - tainted: they may depend on what other goroutines of the scope do, as a
//     counter or a flag does, or a message that says whether more will come.
//     Nothing is claimed about what happens behind them.
//
// Lengths and bounds of loops that are not known are all two, and then all
// three: a claim is one about inputs that exist, of any such size.
//
// # Claims
//
// What Result says is what package explore can show with at most three free
// conditions. A function that panics ends the process, here.
package automata

import (
	"cmp"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
)

// Analyzer provides *Result.
var Analyzer = &analysis.Analyzer{
	Name: "asyncautomata",
	Doc:  "explore what goroutines of one function do to each other",
	Run: func(pass *analysis.Pass) (any, error) {
		return &Result{Calls: pass.ResultOf[calls.Analyzer].(*calls.Graph)}, nil
	},
	Requires:   []*analysis.Analyzer{calls.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// Budgets.
const (
	maxChoices      = 3       // free conditions of a claim
	statesPerScope  = 20_000  // of the explorer
	statesPerPkg    = 400_000 // likewise, of all scopes of a package
	statesPerRetake = 5_000   // to see whether a larger capacity helps
)

// Result holds the answers for one package.
type Result struct {
	Calls *calls.Graph

	once   sync.Once
	stuck  []Stuck
	panics []Panic
	gaveUp map[string]int
	scopes int
}

// MayStick returns the operations at which a goroutine can get stuck for ever:
// for each there is a run that ends there. They are in order of position.
func (r *Result) MayStick() []Stuck {
	r.once.Do(r.explore)
	return r.stuck
}

// MayPanic returns the operations that can panic: sends on closed channels, and
// closes of closed ones. They are in order of position.
func (r *Result) MayPanic() []Panic {
	r.once.Do(r.explore)
	return r.panics
}

// GaveUp counts, by reason, the scopes of which nothing is known, and returns
// how many scopes there are.
func (r *Result) GaveUp() (reasons map[string]int, scopes int) {
	r.once.Do(r.explore)
	return r.gaveUp, r.scopes
}

func (r *Result) explore() {
	r.gaveUp = make(map[string]int)
	prog := r.Calls.SSA()
	if prog == nil {
		return
	}
	budget := statesPerPkg
	for _, fn := range prog.Funcs {
		if fn.Origin() != nil && fn.Origin() != fn {
			continue
		}
		for _, level := range levels(fn, prog.Pkg.Pkg) {
			r.scopes++
			if budget <= 0 {
				r.gaveUp["budget of the package"]++
				continue
			}
			s, reason := reachedFrom(r.Calls, fn, level)
			if reason == "" && s != nil {
				var states int
				states, reason = r.run(s)
				budget -= states
			}
			if reason != "" {
				r.gaveUp[reason]++
			}
		}
	}
	r.sort()
}

// reachedFrom makes the scope of a root; nil if there is nothing to ask.
func reachedFrom(graph *calls.Graph, fn *ssa.Function, level *flow.Loop) (*scope, string) {
	s := newScope(graph, fn, level)
	if s.gaveUp != "" {
		return nil, s.gaveUp
	}
	if !slices.ContainsFunc(s.objects, (*object).interesting) && !usesNil(fn) {
		return nil, ""
	}
	return s, ""
}

// interesting reports whether something may be claimed of an object.
func (o *object) interesting() bool {
	switch o.kind {
	case channels:
		return !o.lost(whole)
	case variable:
		return holds(o.typ, 3) && !o.lost(whole)
	}
	return false
}

// levels returns the scopes of which a function is the root: a call of it, and
// an iteration of each loop in which something is made.
func levels(fn *ssa.Function, pkg *types.Package) []*flow.Loop {
	var loops []flow.Loop
	var all []*flow.Loop
	for _, b := range fn.Blocks {
		if !slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool { return makes(instr, pkg) }) {
			continue
		}
		if loops == nil {
			loops = flow.Loops(fn)
		}
		var level *flow.Loop
		for i := range loops {
			if loops[i].Has(b) {
				level = &loops[i]
				break
			}
		}
		if !slices.Contains(all, level) {
			all = append(all, level)
		}
	}
	return all
}

// makes reports whether an instruction may make something that goroutines
// synchronize by.
func makes(instr ssa.Instruction, pkg *types.Package) bool {
	switch instr := instr.(type) {
	case *ssa.MakeChan:
		return true
	case *ssa.Alloc:
		return holds(instr.Type().Underlying().(*types.Pointer).Elem(), 3)
	case *ssa.UnOp, *ssa.Send:
		return onNil(instr)
	case *ssa.Call:
		if modelName(&instr.Call) == "golang.org/x/sync/errgroup.WithContext" {
			return true
		}
		callee := instr.Call.StaticCallee()
		if callee == nil || callee.Blocks == nil {
			return false
		}
		for r := range callee.Signature.Results().Variables() {
			if _, isFunc := r.Type().Underlying().(*types.Signature); !isFunc && carries(r.Type(), pkg) {
				return true
			}
		}
	}
	return false
}

// onNil reports whether an instruction is a send on, or a receive from, the
// nil channel.
func onNil(instr ssa.Instruction) bool {
	var ch ssa.Value
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			ch = instr.X
		}
	case *ssa.Send:
		ch = instr.Chan
	}
	c, ok := ch.(*ssa.Const)
	return ok && c.IsNil()
}

func usesNil(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		if slices.ContainsFunc(b.Instrs, onNil) {
			return true
		}
	}
	return false
}

// sort puts findings in order, and drops what several roots found.
func (r *Result) sort() {
	slices.SortStableFunc(r.stuck, func(a, b Stuck) int {
		return cmp.Or(cmp.Compare(a.At.Pos(), b.At.Pos()), cmp.Compare(len(a.Trace), len(b.Trace)))
	})
	r.stuck = slices.CompactFunc(r.stuck, func(a, b Stuck) bool { return a.At.Instr == b.At.Instr })
	slices.SortStableFunc(r.panics, func(a, b Panic) int {
		return cmp.Or(cmp.Compare(a.At.Pos(), b.At.Pos()), cmp.Compare(len(a.Trace), len(b.Trace)))
	})
	r.panics = slices.CompactFunc(r.panics, func(a, b Panic) bool { return a.At.Instr == b.At.Instr })
}
