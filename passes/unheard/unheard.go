// Package unheard finds plain sends and receives that do not hear that a
// context has ended, or that they are told to stop: sends to somebody who
// stops receiving then, receives of what other calls have to do. It joins what
// passes/contexts knows of contexts with what passes/classes knows of who is at
// the other end. It does not report any diagnostics itself.
//
// Cases of a select are none of its business. Sends that passes/classes finds
// deaf, and what passes/spawns finds stranded, are left to those.
package unheard

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/classes"
	"github.com/asynclint/asynclint/passes/contexts"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/spawns"
)

// Analyzer provides *Result.
var Analyzer = &analysis.Analyzer{
	Name: "asyncunheard",
	Doc:  "find sends and receives that do not hear that a context has ended",
	Run: func(pass *analysis.Pass) (any, error) {
		return &Result{
			Classes:  pass.ResultOf[classes.Analyzer].(*classes.Result),
			Contexts: pass.ResultOf[contexts.Analyzer].(*contexts.Result),
			Spawns:   pass.ResultOf[spawns.Analyzer].(*spawns.Result),
		}, nil
	},
	Requires:   []*analysis.Analyzer{classes.Analyzer, contexts.Analyzer, spawns.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// Result answers for one package.
type Result struct {
	Classes  *classes.Result
	Contexts *contexts.Result
	Spawns   *spawns.Result
}

// A Handed is a plain send on a channel that a function has made and handed
// to somebody together with a context: who receives may stop when that ends.
type Handed struct {
	Send classes.Op
	Ctx  contexts.Named
	// To is the *ssa.Return to the caller, who gave the context, or the call that
	// gets both.
	To ssa.Instruction
}

// MayOutwait returns the sends of the package whose receivers, elsewhere, may
// be gone when a context ends, in the order of classes. Sends for which the
// channel has room are left out, and those that MayBeDeaf knows.
func (r *Result) MayOutwait() []Handed {
	var out []Handed
	deaf := sync.OnceValue(func() map[ssa.Instruction]bool {
		all := make(map[ssa.Instruction]bool)
		for _, d := range r.Classes.MayBeDeaf() {
			all[d.Op.Instr] = true
		}
		return all
	})
	for _, c := range r.Classes.All() {
		if c.Kind != classes.Chan || !c.Open(classes.Recv) || c.Has(classes.Look) {
			continue
		}
		for _, m := range c.Makes {
			mk, ok := m.Instr.(*ssa.MakeChan)
			if !ok {
				continue
			}
			var sends []classes.Op
			for _, op := range c.Of(classes.Send) {
				if isPlain(op) && nested(op.Func(), mk.Parent()) && place.Of(op.On) == place.Of(mk) &&
					!hasRoom(m, op) && !r.Contexts.SomeMustBeDone(op.Instr) && !deaf()[op.Instr] {
					sends = append(sends, op)
				}
			}
			if len(sends) == 0 {
				continue
			}
			if to, ctx, ok := r.handed(mk); ok {
				for _, op := range sends {
					out = append(out, Handed{Send: op, Ctx: ctx, To: to})
				}
			}
		}
	}
	return out
}

// isPlain reports whether an op is no case of a select.
func isPlain(op classes.Op) bool { return op.Select() == nil && op.MayBlock() }

// nested reports whether fn is a literal in outer.
func nested(fn, outer *ssa.Function) bool {
	for fn = fn.Parent(); fn != nil; fn = fn.Parent() {
		if fn == outer {
			return true
		}
	}
	return false
}

// hasRoom reports whether a buffer may be large enough for all that is sent: a
// send outside of loops does not fill one up.
func hasRoom(m classes.Make, op classes.Op) bool {
	if m.CapKnown && m.Cap == 0 {
		return false
	}
	return len(flow.Around(op.Instr.Block())) == 0 || !m.CapKnown
}

// handed returns where the function that makes a channel hands it on together
// with a context that may end.
func (r *Result) handed(mk *ssa.MakeChan) (to ssa.Instruction, ctx contexts.Named, ok bool) {
	fn, ch := mk.Parent(), place.Of(mk)
	is := func(v ssa.Value) bool { return place.Of(v) == ch }
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Return:
				if !slices.ContainsFunc(instr.Results, is) {
					continue
				}
				for _, named := range r.namedAt(instr) {
					if own(named, fn) {
						return instr, named, true
					}
				}
			case *ssa.Call:
				if !slices.ContainsFunc(instr.Call.Args, is) || calls.Callee(instr.Common()).Fn == nil && !instr.Call.IsInvoke() {
					continue
				}
				if callee := calls.Callee(instr.Common()).Fn; callee != nil && len(callee.Blocks) > 0 {
					continue // its receives are known
				}
				named := r.namedAt(instr)
				if i := slices.IndexFunc(named, func(n contexts.Named) bool { return passes(instr, n) }); i >= 0 {
					return instr, named[i], true
				}
			}
		}
	}
	return nil, contexts.Named{}, false
}

// namedAt is NamedAt for an instruction.
func (r *Result) namedAt(instr ssa.Instruction) []contexts.Named {
	if !instr.Pos().IsValid() {
		return nil
	}
	return r.Contexts.NamedAt(&ast.BadExpr{From: instr.Pos(), To: instr.Pos() + 1})
}

// own reports whether a context begins with a parameter of fn itself.
func own(n contexts.Named, fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool { return p.Object() == types.Object(n.Var) })
}

// passes reports whether a call gets the context in a variable, or one that
// derives from it.
func passes(call *ssa.Call, n contexts.Named) bool {
	for _, arg := range call.Call.Args {
		if !place.IsContext(arg.Type()) {
			continue
		}
		for _, p := range effects.Chain(arg) {
			switch root := p.Root.(type) {
			case *ssa.Parameter:
				if root.Object() == types.Object(n.Var) {
					return true
				}
			case *ssa.Alloc:
				if root.Pos() == n.Var.Pos() {
					return true
				}
			}
		}
	}
	return false
}

// An Unheard is a plain receive of something that other calls have to do, in a
// function that has a context, or in a loop that a stop channel ends.
type Unheard struct {
	Recv classes.Op
	Ctx  contexts.Named // zero if Stop says what is not heard
	Stop *contexts.Stop
	// Others are the sends and closes that it waits for.
	Others []classes.Op
}

// MayWaitUnheard returns such receives from channels that are kept in fields
// or package variables, and that only this package can touch, in the order of
// classes.
//
// Receives after the function itself has done something to bring about what it
// waits for (a send, a close, a call to cancel or stop, a goroutine) are left
// out, and those of permits and free lists.
func (r *Result) MayWaitUnheard() []Unheard {
	var out []Unheard
	stranded := sync.OnceValue(func() map[ssa.Instruction]bool {
		all := make(map[ssa.Instruction]bool)
		for _, s := range r.Spawns.MayStrand() {
			all[s.Op.Instr] = true
		}
		return all
	})
	for _, c := range r.Classes.All() {
		if c.Kind != classes.Chan || !c.Closed() || c.Local() || len(c.Makes) == 0 || c.Has(classes.Look) {
			continue
		}
		others := c.Of(classes.Send, classes.Close)
		for _, op := range c.Of(classes.Recv) {
			fn := op.Func()
			if len(others) == 0 || !isPlain(op) || !shared(op.On, fn) || isDoneOrTimer(op.On) ||
				slices.ContainsFunc(c.Of(classes.Send), func(o classes.Op) bool { return o.Func() == fn }) ||
				broughtAbout(op.Instr) || r.Contexts.SomeMustBeDone(op.Instr) {
				continue
			}
			u := Unheard{Recv: op, Others: others}
			for _, named := range r.namedAt(op.Instr) {
				if own(named, fn) {
					u.Ctx = named
					break
				}
			}
			if u.Ctx.Var == nil {
				u.Stop = stopAround(op.Instr)
			}
			if (u.Ctx.Var != nil || u.Stop != nil) && !stranded()[op.Instr] {
				out = append(out, u)
			}
		}
	}
	return out
}

// isDoneOrTimer reports whether a channel is the Done of a context or that of a
// timer.
func isDoneOrTimer(ch ssa.Value) bool { return effects.DoneOf(ch) != nil || contexts.IsTimer(ch) }

// shared reports whether a channel hangs off the receiver of fn, or off a
// package variable: it may have been there before fn was
// called.
func shared(ch ssa.Value, fn *ssa.Function) bool {
	p := place.Generic(place.Of(ch))
	switch root := p.Root.(type) {
	case *ssa.Phi: // else it was made here: w, ok := m[k]; if !ok { w = make(chan T) }
		return p.Path == "" && slices.ContainsFunc(root.Edges, func(e ssa.Value) bool {
			_, again := e.(*ssa.Phi)
			return !again && shared(e, fn)
		})
	case *ssa.Parameter:
		return p.Path != "" && fn.Signature.Recv() != nil && root == fn.Params[0]
	case *ssa.Global:
		return true
	}
	return false
}

// stopAround returns the stop that leaves a loop around an instruction.
func stopAround(instr ssa.Instruction) *contexts.Stop {
	loops := flow.Around(instr.Block())
	if len(loops) == 0 {
		return nil
	}
	for _, s := range contexts.Stops(instr.Parent()) {
		if s.Ctx == nil && slices.ContainsFunc(loops, s.Leaves) {
			return &s
		}
	}
	return nil
}

// broughtAbout reports whether the function has done something, on some way to
// a receive, that may bring about what it waits for.
func broughtAbout(recv ssa.Instruction) bool {
	for _, b := range recv.Parent().Blocks {
		for _, instr := range b.Instrs {
			if instr == recv || !acts(instr) {
				continue
			}
			if flow.Reaches(instr, recv, nil) {
				return true
			}
		}
	}
	return false
}

// acts reports whether an instruction starts something, or tells somebody
// something.
func acts(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Send, *ssa.Go:
		return true
	case *ssa.Select:
		return slices.ContainsFunc(instr.States, func(s *ssa.SelectState) bool { return s.Dir == types.SendOnly })
	case *ssa.Call:
		common := instr.Common()
		if b, ok := common.Value.(*ssa.Builtin); ok {
			return b.Name() == "close"
		}
		if _, ok := calls.SpawnAt(instr); ok {
			return true
		}
		if obj := calls.Object(common); obj != nil {
			return slices.Contains(enders, strings.ToLower(obj.Name()))
		}
		return true // a func value: a cancel function, for one
	}
	return false
}

// enders are the names, in lower case, of methods that make others come to an end.
var enders = []string{"cancel", "close", "stop", "shutdown", "kill", "signal", "broadcast"}
