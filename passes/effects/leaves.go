package effects

import (
	"go/constant"
	"go/token"
	"strings"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
)

// known returns the events of a call that the knowledge table has a row for.
func (r *Result) known(row knowledge.Row, common *ssa.CallCommon) []Local {
	var out []Local
	leaf := func(kind effect.Kind, at place.Place) {
		out = append(out, Local{Event: effect.Event{Kind: kind, What: row.Name}, At: at})
	}
	_, recv := calls.Args(common)
	if stalls(row.Blocks) && !briefly(row, common) {
		l := Local{Event: effect.Event{Kind: effect.Block, On: row.Blocks, What: row.Name}}
		if row.Blocks == effect.Cond {
			l.At = place.Of(recv)
			l.Class = lockset.ClassOf(l.At) // survives where the place does not
		}
		out = append(out, l)
	}
	if row.FailNow && recv != nil {
		leaf(effect.FailTest, testBase(place.Of(recv)))
	}
	if i, ok := row.CtxArg(); ok {
		if ctx := calls.Arg(common, i); ctx != nil {
			for _, p := range Chain(ctx) {
				leaf(effect.GiveUp, p)
			}
		}
	}
	if row.CtxRecv && recv != nil {
		for _, p := range Chain(recv)[1:] {
			leaf(effect.GiveUp, p)
		}
	}
	if row.Group == "errgroup" && recv != nil && strings.HasSuffix(row.Name, ").Go") {
		leaf(effect.GroupGo, place.Of(recv))
	}
	if i, ok := row.Calls(); ok {
		out = append(out, r.running(calls.FuncOf(calls.Arg(common, i)))...)
	}
	return out
}

// stalls selects the ways to block that summaries carry: those that somebody
// who waits for the caller would notice. Channel operations depend on who is at
// the other end, and reads, writes and files are too common to mean anything.
func stalls(k effect.BlockKind) bool {
	switch k {
	case effect.Sleep, effect.HTTP, effect.Exec, effect.Cond:
		return true
	}
	return false
}

// shortest is the sleep that counts: shorter ones are pauses between polls.
const shortest = 20 * time.Millisecond

// briefly reports whether a call is a sleep of a short constant time.
func briefly(row knowledge.Row, common *ssa.CallCommon) bool {
	if row.Blocks != effect.Sleep || len(common.Args) == 0 {
		return false
	}
	c, ok := common.Args[0].(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Int && constant.Compare(c.Value, token.LSS, constant.MakeInt64(int64(shortest)))
}

// spawnsParam returns the parameters of fn that a spawn runs in its
// goroutine: as the body itself, or called by a literal that is the body. One
// that fn also calls itself is not among them: whether it runs in another
// goroutine is then up to the arguments.
func spawnsParam(fn *ssa.Function, s calls.Spawn) []Local {
	var out []Local
	add := func(v ssa.Value) {
		p := place.Of(v)
		if param, ok := p.Root.(*ssa.Parameter); ok && p.Exact() && param.Parent() == fn && !callsItself(fn, p) {
			what := s.By
			if what == "go" && awaits(fn, s.Body.Fn) {
				what = Awaited
			}
			out = append(out, Local{Event: effect.Event{Kind: effect.Spawn, What: what}, At: p})
		}
	}
	common := s.Site.Common()
	if s.Body.Fn == nil {
		if i, ok := calls.Row(common).Spawns(); ok && s.By != "go" {
			if f := calls.Arg(common, i); f != nil {
				add(f)
			}
		} else if !common.IsInvoke() {
			add(common.Value)
		}
		return out
	}
	for _, b := range s.Body.Fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok && !call.Call.IsInvoke() && call.Call.StaticCallee() == nil {
				add(call.Call.Value)
			}
		}
	}
	return out
}

// callsItself reports whether fn calls the func at p in its own goroutine.
func callsItself(fn *ssa.Function, p place.Place) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Call:
				if !instr.Call.IsInvoke() && place.Of(instr.Call.Value) == p {
					return true
				}
			case *ssa.Defer:
				if !instr.Call.IsInvoke() && place.Of(instr.Call.Value) == p {
					return true
				}
			}
		}
	}
	return false
}

// Spawns returns the goroutines that fn starts: by itself, and by handing a
// function to a callee that runs it in a goroutine (an inferred wrapper).
func (r *Result) Spawns(fn *ssa.Function) []calls.Spawn {
	all := calls.Spawns(fn)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || calls.Row(call.Common()).Name != "" {
				continue
			}
			for _, l := range r.At(call) {
				if l.Kind != effect.Spawn || l.At.Path != "" {
					continue
				}
				if body := calls.FuncOf(l.At.Root); body.Fn != nil {
					all = append(all, calls.Spawn{Site: call, Body: body, By: calls.CalleeName(call.Common())})
				}
			}
		}
	}
	return all
}
