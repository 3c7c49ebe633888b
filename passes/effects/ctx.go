package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/place"
)

// This file is about contexts as values: which context a value is or carries,
// and what it derives from. Their places are those of place.Now: it is common
// to assign a derived context to the variable that held its parent.

// ctxGetter is the path from a request, or another thing that carries a
// context, to that context.
const ctxGetter = ".Context()"

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
	p := place.Now(ch)
	call, ok := p.Root.(*ssa.Call)
	if !ok || p.Path != "" {
		return nil
	}
	return contextMethod(call, "Done")
}

// ErrOf returns the context whose Err or Cause the value v is, nil if it is
// none.
func ErrOf(v ssa.Value) ssa.Value {
	call, ok := v.(*ssa.Call)
	if !ok {
		return nil
	}
	if fn := calls.Object(call.Common()); fn != nil && fn.FullName() == "context.Cause" {
		return calls.Arg(call.Common(), 0)
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

// ContextOf returns the place of the context that v is, or of the one that v
// carries if v is a request.
func ContextOf(v ssa.Value) place.Place {
	p := place.Now(v)
	if IsRequest(v.Type()) {
		return p.Under(ctxGetter)
	}
	return p
}

// IsRequest reports whether t is *http.Request.
func IsRequest(t types.Type) bool {
	ptr, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(ptr.Elem()).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	return named.Obj().Name() == "Request" && named.Obj().Pkg().Path() == "net/http"
}

// Derivation returns the call that made ctx from a parent, and the parent;
// nil if ctx was not derived here. What carries a context (a request, a
// command) derives from it too. A context that its parent cannot end
// (WithoutCancel) has none.
func Derivation(ctx ssa.Value) (by *ssa.Call, parent ssa.Value) {
	root := place.Now(ctx)
	if root.Path != "" && root.Path != ctxGetter {
		return nil, nil
	}
	v, result := root.Root, 0
	if x, ok := v.(*ssa.Extract); ok {
		v, result = x.Tuple, x.Index
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return nil, nil
	}
	row := calls.Row(call.Common())
	if row.Detached {
		return nil, nil
	}
	i, ok := row.Derives()
	if !ok || root.Path != "" || !place.IsContext(root.Root.Type()) {
		if i, ok = row.Carries(); !ok || result != 0 {
			return nil, nil
		}
	}
	// A method expression counts its receiver as an argument: not a context.
	parent = calls.Arg(call.Common(), i)
	if parent == nil || !place.IsContext(parent.Type()) {
		return nil, nil
	}
	return call, parent
}

// ParentIndex returns which argument of a call that Derivation returned is the
// parent.
func ParentIndex(by *ssa.Call) int {
	row := calls.Row(by.Common())
	if i, ok := row.Derives(); ok {
		return i
	}
	i, _ := row.Carries()
	return i
}

// maxChain bounds the walk from a context to its ancestors: deeper nesting
// than this is a loop.
const maxChain = 16

// Chain returns the places of ctx and of the contexts it derives from,
// nearest first: when one of them is done, ctx is done. Where ctx is one of
// several contexts, as after
//
//	if timeout > 0 { ctx, cancel = context.WithTimeout(ctx, timeout) }
//
// these are the ancestors that all of them have.
func Chain(ctx ssa.Value) []place.Place { return chain(ctx, maxChain) }

func chain(ctx ssa.Value, budget int) []place.Place {
	out := []place.Place{ContextOf(ctx)}
	for ; budget > 0; budget-- {
		if phi, ok := out[len(out)-1].Root.(*ssa.Phi); ok && out[len(out)-1].Path == "" {
			return append(out, common(phi, budget/4)...)
		}
		_, parent := Derivation(ctx)
		if parent == nil {
			break
		}
		p := ContextOf(parent)
		if slices.Contains(out, p) {
			break
		}
		out, ctx = append(out, p), parent
	}
	return out
}

// common returns the contexts that every edge of a phi is or derives from.
func common(phi *ssa.Phi, budget int) []place.Place {
	if budget == 0 {
		return nil
	}
	all := chain(phi.Edges[0], budget)
	for _, edge := range phi.Edges[1:] {
		other := chain(edge, budget)
		all = slices.DeleteFunc(all, func(p place.Place) bool { return !slices.Contains(other, p) })
	}
	return slices.DeleteFunc(all, func(p place.Place) bool { return p.Root == ssa.Value(phi) })
}

// chainAt is Chain of the context at path below v: at "" v itself is one.
func chainAt(v ssa.Value, path string) []place.Place {
	out := []place.Place{place.Now(v).Under(path)}
	if path != "" && path != ctxGetter {
		return out
	}
	if _, parent := Derivation(v); parent != nil {
		out = append(out, Chain(parent)...)
	} else if path == "" {
		out = Chain(v)
	}
	return out
}
