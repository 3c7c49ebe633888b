package effects

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/place"
)

// known returns the events of a call that the knowledge table has a row for.
func (r *Result) known(row knowledge.Row, common *ssa.CallCommon) []Local {
	var out []Local
	leaf := func(kind effect.Kind, at place.Place) {
		out = append(out, Local{Event: effect.Event{Kind: kind, What: row.Name}, At: at})
	}
	_, recv := calls.Args(common)
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
	if row.Group == "errgroup" && recv != nil && strings.HasSuffix(row.Name, ").Go") {
		leaf(effect.GroupGo, place.Of(recv))
	}
	if i, ok := row.Calls(); ok {
		if f := calls.FuncOf(calls.Arg(common, i)); f.Fn != nil {
			out = append(out, slices.DeleteFunc(slices.Clone(r.local[f.Fn]), func(l Local) bool {
				return l.At.Owner() == f.Fn // its own parameters: what they are is up to the caller of f
			})...)
		}
	}
	return out
}

// givesUp returns the contexts that end a select: those whose Done is one of
// several cases. A select with a default only looks, as ctx.Err does; and a
// bare receive from Done has nothing else to give up.
func givesUp(sel *ssa.Select) []Local {
	if !sel.Blocking || len(sel.States) < 2 {
		return nil
	}
	var out []Local
	for _, state := range sel.States {
		if ctx := DoneOf(state.Chan); ctx != nil {
			for _, p := range Chain(ctx) {
				out = append(out, Local{Event: effect.Event{Kind: effect.GiveUp, What: "select"}, At: p})
			}
		}
	}
	return out
}

// DoneOf returns the context whose Done channel ch is, nil if it is none.
func DoneOf(ch ssa.Value) ssa.Value {
	call, ok := place.Of(ch).Root.(*ssa.Call)
	if !ok {
		return nil
	}
	return contextMethod(call, "Done")
}

// ErrOf returns the context whose Err the value v is, nil if it is none.
func ErrOf(v ssa.Value) ssa.Value {
	call, ok := v.(*ssa.Call)
	if !ok {
		return nil
	}
	return contextMethod(call, "Err")
}

// contextMethod returns the receiver of a call of method name of a context.
func contextMethod(call *ssa.Call, name string) ssa.Value {
	if c := call.Common(); c.IsInvoke() && c.Method.Name() == name && place.IsContext(c.Value.Type()) {
		return c.Value
	}
	return nil
}

// Derivation returns the call that made ctx from a parent, and the parent;
// nil if ctx was not derived here. A request made with a context derives from
// it too. A context that its parent cannot end (WithoutCancel) has none.
func Derivation(ctx ssa.Value) (by *ssa.Call, parent ssa.Value) {
	root := place.Of(ctx)
	if root.Path != "" && root.Path != ".Context()" {
		return nil, nil
	}
	v := root.Root
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return nil, nil
	}
	row := calls.Row(call.Common())
	i, ok := row.Derives()
	if !ok || row.Detached {
		return nil, nil
	}
	return call, calls.Arg(call.Common(), i)
}

// Chain returns the places of ctx and of the contexts it derives from,
// nearest first: when one of them is done, ctx is done.
func Chain(ctx ssa.Value) []place.Place {
	var out []place.Place
	for range 16 { // deeper nesting than this is a loop
		p := place.Of(ctx)
		if slices.Contains(out, p) {
			break
		}
		out = append(out, p)
		_, parent := Derivation(ctx)
		if parent == nil {
			break
		}
		ctx = parent
	}
	return out
}

// spawnsParam returns the parameters of fn that a spawn runs in its
// goroutine: as the body itself, or called by a literal that is the body.
func spawnsParam(fn *ssa.Function, s calls.Spawn) []Local {
	var out []Local
	add := func(v ssa.Value) {
		if p := place.Of(v); !p.IsZero() && p.Exact() {
			if param, ok := p.Root.(*ssa.Parameter); ok && param.Parent() == fn {
				out = append(out, Local{Event: effect.Event{Kind: effect.Spawn, What: s.By}, At: p})
			}
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
