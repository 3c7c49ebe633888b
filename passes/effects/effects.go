// Package effects computes, bottom-up, what each function of a package may do:
// its effect.AsyncSummary. Summaries of exported and method functions travel to
// importing packages as facts; the standard library is answered by the
// knowledge table and exports none. It does not report any diagnostics itself.
package effects

import (
	"go/token"
	"go/types"
	"path/filepath"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer provides *Result and exports effect.AsyncSummary facts.
var Analyzer = &analysis.Analyzer{
	Name:       "asynceffects",
	Doc:        "summarise what functions do to the goroutines around them",
	Run:        run,
	Requires:   []*analysis.Analyzer{calls.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{new(effect.AsyncSummary), new(effect.AsyncSummarised)},
}

// maxRounds bounds the fixpoint over mutually recursive functions. Chains are
// capped at effect.MaxVia and events at effect.MaxEvents, so it converges;
// the bound is a promise against surprises, after which summaries are
// incomplete, never wrong.
const maxRounds = 12

// A Local is an event in terms of the SSA of the package under analysis.
type Local struct {
	effect.Event // its places are not used here
	At           place.Place
	Under        []place.Place // see effect.Event.Under
}

// Result answers what functions of the package, and of its dependencies, do.
type Result struct {
	Calls *calls.Graph

	pass       *analysis.Pass
	project    *knowledge.Project
	once       sync.Once
	local      map[*ssa.Function][]Local
	sims       map[*ssa.Function]*lockset.Function
	lockEvents map[*ssa.Function][]lockset.Event
	aliases    aliases
	incomplete map[*ssa.Function]bool
	imported   sync.Map // *types.Func -> *effect.AsyncSummary, as facts are decoded by copying
	lost       sync.Map // *types.Package -> bool: see missing
	names      sync.Map // *ssa.Function -> string: see Step
}

func run(pass *analysis.Pass) (any, error) {
	r := &Result{
		Calls: pass.ResultOf[calls.Analyzer].(*calls.Graph),
		pass:  pass, project: project.rows(),
	}
	if !ssabuild.IsStd(pass.Pkg.Path()) {
		pass.ExportPackageFact(&effect.AsyncSummarised{V: effect.Version})
	}
	// A std package is summarised only if an analyzer asks, which it does
	// when the user asked for that package; importers have the table.
	if ssabuild.IsStd(pass.Pkg.Path()) || !r.Calls.Lazy.Interesting() {
		return r, nil
	}
	r.compute()
	if pass.Pkg.Name() == "main" {
		return r, nil // nobody can import it
	}
	for _, fn := range r.Calls.SSA().Funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || fn.Parent() != nil || obj.Pkg() != pass.Pkg || !obj.Exported() {
			continue // importers cannot call it
		}
		if s := r.Summary(fn); len(s.Events) > 0 {
			pass.ExportObjectFact(obj, s)
		}
	}
	return r, nil
}

// compute solves the summaries of all functions of the package, once.
func (r *Result) compute() {
	r.once.Do(func() {
		r.local = make(map[*ssa.Function][]Local)
		r.incomplete = make(map[*ssa.Function]bool)
		s := r.Calls.SSA()
		if s == nil {
			return
		}
		r.sims = make(map[*ssa.Function]*lockset.Function)
		r.lockEvents = make(map[*ssa.Function][]lockset.Event)
		r.aliases = findAliases(s.Funcs)
		r.solve(s.Funcs)
	})
}

// same ignores chains: two rounds that differ only in how a leaf is reached
// have the same meaning, and the fixpoint must not chase them.
func same(a, b Local) bool {
	return a.At == b.At && a.Kind == b.Kind && a.On == b.On && a.State == b.State && slices.Equal(a.Under, b.Under)
}

// Events returns what fn may do, in terms of its own SSA values: places hang
// off its parameters, package variables, or, for a literal, variables of the
// functions around it.
func (r *Result) Events(fn *ssa.Function) []Local {
	r.compute()
	return r.local[fn]
}

// Summary returns what fn may do as seen from outside.
func (r *Result) Summary(fn *ssa.Function) *effect.AsyncSummary {
	r.compute()
	var out []effect.Event
	for _, l := range r.local[fn] {
		e := l.Event
		if !l.At.IsZero() {
			p, ok := l.At.External(fn)
			if !ok {
				continue
			}
			e.Place = p
		}
		e.Under = exportPlaces(fn, l.Under)
		out = append(out, e)
	}
	for _, l := range r.lockEvents[fn] {
		if e, ok := exportLock(fn, l); ok {
			out = append(out, e)
		}
	}
	return effect.New(out, r.incomplete[fn])
}

// imports returns the summary of a function of another package, nil if
// nothing is known of it.
func (r *Result) imports(obj *types.Func) *effect.AsyncSummary {
	if obj == nil || obj.Pkg() == nil || obj.Pkg() == r.pass.Pkg || ssabuild.IsStd(obj.Pkg().Path()) {
		return nil
	}
	if s, ok := r.imported.Load(obj); ok {
		return s.(*effect.AsyncSummary)
	}
	s := new(effect.AsyncSummary)
	if !r.pass.ImportObjectFact(obj, s) {
		s = nil
	}
	r.imported.Store(obj, s)
	return s
}

// missing reports whether the host has lost the facts about the package of
// obj: that a function has no summary then says nothing about it. Of std no
// facts are needed.
func (r *Result) missing(obj *types.Func) bool {
	pkg := obj.Pkg()
	if pkg == nil || pkg == r.pass.Pkg || ssabuild.IsStd(pkg.Path()) {
		return false
	}
	if lost, ok := r.lost.Load(pkg); ok {
		return lost.(bool)
	}
	s := new(effect.AsyncSummarised)
	lost := !r.pass.ImportPackageFact(pkg, s) || s.V != effect.Version
	r.lost.Store(pkg, lost)
	return lost
}

// At returns what a call (or deferred call) may do, in the caller's terms.
// A go statement does nothing in its own goroutine.
func (r *Result) At(call ssa.CallInstruction) []Local {
	r.compute()
	return r.at(call)
}

func (r *Result) at(call ssa.CallInstruction) []Local {
	if _, ok := call.(*ssa.Go); ok {
		return nil
	}
	return r.callee(call.Common())
}

// Callee returns what the function that is called may do, in the caller's
// terms and in whatever goroutine it runs: of a go statement, too.
func (r *Result) Callee(common *ssa.CallCommon) []Local {
	r.compute()
	return r.callee(common)
}

func (r *Result) callee(common *ssa.CallCommon) []Local {
	out := r.resolved(common)
	run := callbacks(out)
	out = slices.DeleteFunc(out, ranHere)
	for _, f := range run {
		out = append(out, r.running(f.Func)...)
	}
	for _, arg := range common.Args {
		// The body of a range over a function is run by that function.
		if f, ok := rangeBody(arg); ok {
			out = append(out, r.running(f)...)
		}
	}
	return out
}

// rangeBody returns the body of a range over a function that an argument is.
func rangeBody(arg ssa.Value) (calls.Func, bool) {
	if _, ok := arg.Type().Underlying().(*types.Signature); !ok {
		return calls.Func{}, false
	}
	f := calls.FuncOf(arg)
	return f, f.Fn != nil && flow.InRangeFunc(f.Fn)
}

func (r *Result) resolved(common *ssa.CallCommon) []Local {
	if row := calls.Row(common); row.Name != "" {
		return r.known(row, common)
	}
	if row := r.Row(common); row.Name != "" {
		return r.declared(row, common)
	}
	if t := failsTest(common); t != nil {
		return []Local{{Event: effect.Event{Kind: effect.FailTest, What: calls.Object(common).FullName()}, At: testBase(place.Of(t))}}
	}
	callee := r.Calls.Callee(common)
	if callee.Fn != nil {
		if events, ok := r.local[callee.Fn]; ok {
			return r.substitute(events, callee, common)
		}
	}
	sum := r.imports(calls.Object(common))
	var out []Local
	for _, e := range sum.Known() {
		switch e.Kind {
		case effect.Acquire, effect.Leave, effect.Release, effect.Vary:
			continue // not one by one: lockCalls and the simulation make the caller's of these
		}
		l := Local{Event: e}
		switch e.Place.Root {
		case effect.Param:
			// Facts are about declared functions: with a static callee the
			// receiver is argument 0 of the call, as in the fact.
			arg := calls.Func{}.Argument(common, e.Place.Index)
			if arg == nil || common.IsInvoke() {
				continue
			}
			for _, p := range e.Under {
				if q, ok := r.inCaller(p, common); ok {
					l.Under = append(l.Under, q)
				}
			}
			out = append(out, at(l, arg, e.Place.Path)...)
			continue
		case effect.NoRoot:
		default:
			continue // another package's variable: no SSA value here
		}
		out = append(out, l)
	}
	return out
}

// substitute rewrites a local callee's events for a call of it.
func (r *Result) substitute(events []Local, callee calls.Func, common *ssa.CallCommon) []Local {
	var out []Local
	for _, l := range events {
		if !l.At.IsZero() {
			if i := slices.IndexFunc(callee.Fn.Params, func(p *ssa.Parameter) bool { return l.At.Root == ssa.Value(p) }); i >= 0 {
				arg := callee.Argument(common, i)
				if arg == nil {
					continue
				}
				l.Under = placesAt(l.Under, callee, common)
				out = append(out, at(l, arg, l.At.Path)...)
				continue
			} else if l.At.Owner() == callee.Fn {
				continue // lives and dies inside the callee
			}
		}
		out = append(out, l)
	}
	return out
}

// at is what an event of a callee, at the path below a parameter, is to a
// caller that passes arg.
func at(l Local, arg ssa.Value, path string) []Local {
	if l.Kind != effect.GiveUp {
		l.At = place.Of(arg).Under(path)
		if l.Kind == effect.FailTest {
			l.At = testBase(l.At)
		}
		return []Local{l}
	}
	var out []Local
	for _, p := range chainAt(arg, path) {
		l.At = p
		out = append(out, l)
	}
	return out
}

// scan collects what fn does itself and through its calls, as known so far.
func (r *Result) scan(fn *ssa.Function) (events []Local, incomplete bool) {
	var found scanned
	add := func(ls []Local, at token.Pos) {
		for i := range ls {
			found.add(&ls[i], func() effect.Step { return r.Step(fn, at) })
		}
	}
	reached := flow.Reached(fn)
	for _, b := range fn.Blocks {
		if !reached[b.Index] {
			continue
		}
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				if s, ok := calls.SpawnAt(instr); ok {
					add(spawnsParam(fn, s), instr.Pos())
				}
				add(r.runUnder(r.at(instr), instr), instr.Pos())
				add(r.runUnder(runsParam(fn, instr), instr), instr.Pos())
			case *ssa.Select:
				add(givesUp(instr), instr.Pos())
			}
		}
	}
	if len(found.events) > effect.MaxEvents {
		return found.events[:effect.MaxEvents], true
	}
	return found.events, false
}

// scanned keeps, of events that say the same, the one with the shortest chain,
// in order of first appearance.
type scanned struct {
	events []Local
	index  map[said]int
}

// said is what two events that say the same have in common.
type said struct {
	kind effect.Kind
	on   effect.BlockKind
	at   place.Place
}

// add takes an event of a callee, or of the function itself, that is one hop
// further away from here.
func (s *scanned) add(l *Local, hop func() effect.Step) {
	if l.Kind == effect.Block && len(l.Via) >= effect.MaxVia {
		return // so far away that nobody would believe it; and most functions would have it
	}
	key := said{l.Kind, l.On, l.At}
	i, dup := s.index[key]
	switch {
	case !dup:
		if s.index == nil {
			s.index = make(map[said]int)
		}
		i = len(s.events)
		s.index[key] = i
		s.events = append(s.events, *l)
	case min(len(l.Via)+1, effect.MaxVia) < len(s.events[i].Via):
		state := s.events[i].State && l.State
		s.events[i] = *l
		s.events[i].State = state
	default:
		s.events[i].State = s.events[i].State && l.State
		return
	}
	if len(l.Via) < effect.MaxVia {
		s.events[i].Via = slices.Concat([]effect.Step{hop()}, l.Via)
	}
}

// position makes a token.Pos portable.
func (r *Result) position(pos token.Pos) effect.Position {
	p := r.pass.Fset.Position(pos)
	return effect.Position{File: filepath.Base(p.Filename), Line: p.Line, Col: p.Column}
}
