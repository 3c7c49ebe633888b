// Package obligations follows what has to be released: from the call that makes
// somebody owe a release to the ways out of the function on which it is lost,
// neither released nor handed over. It does not report any diagnostics itself.
//
// What is owed, and what releases it, is in the knowledge table; a function that
// returns what it owes makes its callers owe it. Everything that may release it
// or give it to somebody ends the obligation, on the paths that come by there:
// a store, a send, a return, a literal that does it, a call of a function of
// which nothing is known. Not known is handed over. What is kept in a field of
// an object that was made here and that nobody has yet, is followed with the
// object.
//
// The walk along the paths (Held) is for others, too: passes/permits asks it for
// semaphores. Locks stay with passes/lockset. A lock is no value that moves: it
// is held by number and by mode, it may be taken again, and its hand-off shows in
// the locks that a function leaves held; none of that is a question of where a
// value goes.
package obligations

import (
	"go/types"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer provides *Result and exports AsyncOwes facts.
var Analyzer = &analysis.Analyzer{
	Name:       "asyncobligations",
	Doc:        "follow what has to be released",
	Run:        run,
	Requires:   []*analysis.Analyzer{calls.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{new(AsyncOwes)},
}

// An Obligation is something that has to be released.
type Obligation struct {
	Site ssa.CallInstruction // the call that makes this function owe it
	// Row is of the function that makes it, which Site may call only in the end.
	Row knowledge.Row
	// Value is what holds it, Path where in there: "" or a field, as ".Body".
	Value ssa.Value
	Path  string
}

// A Leak is an obligation that is lost.
type Leak struct {
	Obligation
	// At is where: a return, or, in a loop, Site again.
	At ssa.Instruction
	// Release is where another path releases it, nil if none does.
	Release ssa.Instruction
	// Field is the path in an object that was made here, where it is kept, as
	// ".cancel"; "" if it is in variables only.
	Field string
	// Object is that object.
	Object *ssa.Alloc
	// Used reports whether its variable is used at all on some way there.
	Used bool
	// Idle reports that it is a context that is collected once nobody refers to it,
	// since its parent never ends, and that nobody was given it, nor the object, on
	// the way there.
	Idle bool
}

// Result answers for one package.
type Result struct {
	Calls *calls.Graph

	pass      *analysis.Pass
	mu        sync.Mutex
	summaries map[summaryKey]*summary
	owed      map[*ssa.Function][]Owed
	imported  map[*types.Func]*AsyncOwes
	leaks     map[*ssa.Function][]Leak // several checks ask
}

func run(pass *analysis.Pass) (any, error) {
	r := &Result{
		Calls:     pass.ResultOf[calls.Analyzer].(*calls.Graph),
		pass:      pass,
		summaries: make(map[summaryKey]*summary),
		owed:      make(map[*ssa.Function][]Owed),
		imported:  make(map[*types.Func]*AsyncOwes),
		leaks:     make(map[*ssa.Function][]Leak),
	}
	if !ssabuild.IsStd(pass.Pkg.Path()) && pass.Pkg.Name() != "main" {
		r.export()
	}
	return r, nil
}

// MustLose returns what fn owes and loses on some way out, or in a round of a
// loop, in block order: one way for each obligation.
func (r *Result) MustLose(fn *ssa.Function) []Leak {
	r.mu.Lock()
	defer r.mu.Unlock()
	if out, ok := r.leaks[fn]; ok {
		return out
	}
	var out []Leak
	for _, o := range r.obligations(fn) {
		if leak, ok := r.lost(o); ok {
			out = append(out, leak)
		}
	}
	r.leaks[fn] = out
	return out
}

// obligations returns what fn comes to owe by its own calls.
func (r *Result) obligations(fn *ssa.Function) []Obligation {
	var out []Obligation
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok {
				out = append(out, r.owedAt(call)...)
			}
		}
	}
	return out
}

func (r *Result) lost(o Obligation) (Leak, bool) {
	t := r.follow(o)
	if t.gone {
		return Leak{}, false
	}
	release := t.release()
	if o.Row.Paired && release == nil {
		return Leak{}, false
	}
	held := t.held(o)
	if held == nil {
		return Leak{}, false
	}
	for _, goal := range goals(o) {
		if !held.MustReach(goal) || !awaitsReader(o, goal) {
			continue
		}
		leak := Leak{Obligation: o, At: goal, Release: release, Used: t.usedBefore(o, goal)}
		leak.Object, leak.Field = t.object, t.field
		leak.Idle = o.Rootless() && !o.passed() && !t.passed(o, goal)
		return leak, true
	}
	return r.lostInGoroutine(o, t, held)
}

// lostInGoroutine is lost for what fn only gives to a literal that it starts as a
// goroutine: the literal owes it then.
func (r *Result) lostInGoroutine(o Obligation, t *tracker, h *Held) (Leak, bool) {
	if len(t.ends) != 1 || t.object != nil {
		return Leak{}, false
	}
	for instr := range t.ends {
		start, ok := instr.(*ssa.Go)
		if !ok {
			break
		}
		mc, ok := start.Call.Value.(*ssa.MakeClosure)
		if !ok || !h.MustStart(start) {
			break
		}
		lit := mc.Fn.(*ssa.Function)
		for i, b := range mc.Bindings {
			cell, ok := b.(*ssa.Alloc)
			if !ok || !t.seen[item{v: cell, path: o.Path}] || place.OnlyStore(cell) == nil {
				continue
			}
			inner := r.tracker(lit, 0)
			inner.add(item{v: lit.FreeVars[i], path: o.Path})
			release := inner.release()
			if inner.gone || release == nil && o.Row.Paired {
				continue
			}
			held := inner.heldOnEntry()
			for _, goal := range returns(lit) {
				if held.MustReach(goal) {
					return Leak{Obligation: o, At: goal, Release: release, Used: true}, true
				}
			}
		}
	}
	return Leak{}, false
}

// goals are where an obligation may be lost: each return, and its own call, in
// the next round of a loop.
func goals(o Obligation) []ssa.Instruction { return append(returns(o.Site.Parent()), o.Site) }

// returns are the returns of a function, as they are written.
func returns(fn *ssa.Function) []ssa.Instruction {
	var out []ssa.Instruction
	for _, b := range fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != fn.Recover {
			out = append(out, ret)
		}
	}
	slices.SortStableFunc(out, func(a, b ssa.Instruction) int { return int(a.Pos() - b.Pos()) })
	return out
}
