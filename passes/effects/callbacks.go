package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
)

// This file is about functions that call a func parameter themselves, as
// walk(root, func(n *node) { … }) does: the literal is then a part of the call.

// runsParam returns the parameter of fn that a call in it calls.
func runsParam(fn *ssa.Function, call ssa.CallInstruction) []Local {
	common := call.Common()
	if _, spawned := call.(*ssa.Go); spawned || common.IsInvoke() || common.StaticCallee() != nil {
		return nil
	}
	p := place.Of(common.Value)
	if param, ok := p.Root.(*ssa.Parameter); !ok || p.Path != "" || !p.Exact() || param.Parent() != fn {
		return nil
	}
	return []Local{{Event: effect.Event{Kind: effect.Run, State: underState(fn, call.Block())}, At: p}}
}

// A callback is a function that a call runs.
type callback struct {
	calls.Func
	state bool          // only under a test of a field of the callee's object
	under []place.Place // locks that the callee holds meanwhile
}

// callbacks returns the functions that a call with these events runs, of those
// that the caller passes and that are known. The body of a range over a
// function is left out: the call itself stands for it.
func callbacks(events []Local) []callback {
	var out []callback
	for _, l := range events {
		if l.Kind != effect.Run || l.At.Path != "" {
			continue
		}
		f := callback{calls.FuncOf(l.At.Root), l.State, l.Under}
		if f.Fn != nil && !flow.InRangeFunc(f.Fn) && !slices.ContainsFunc(out, func(o callback) bool { return o.Func == f.Func }) {
			out = append(out, f)
		}
	}
	return out
}

// runUnder adds to the funcs that a call runs the locks that are held there.
func (r *Result) runUnder(events []Local, call ssa.CallInstruction) []Local {
	sim := r.sims[call.Parent()]
	if sim == nil {
		return events
	}
	for i, l := range events {
		if l.Kind != effect.Run {
			continue
		}
		under := slices.Clone(l.Under)
		for _, h := range sim.MustHold(call) {
			if !h.Read && !h.Stale && !h.Unsure && h.Lock.Exact() && !slices.Contains(under, h.Lock) {
				under = append(under, h.Lock)
			}
		}
		events[i].Under = under
	}
	return events
}

// placesAt rewrites places of a local callee for a call of it.
func placesAt(places []place.Place, callee calls.Func, common *ssa.CallCommon) []place.Place {
	var out []place.Place
	for _, p := range places {
		i := slices.IndexFunc(callee.Fn.Params, func(q *ssa.Parameter) bool { return p.Root == ssa.Value(q) })
		if i < 0 {
			if p.Owner() != callee.Fn {
				out = append(out, p)
			}
		} else if arg := callee.Argument(common, i); arg != nil {
			out = append(out, place.Of(arg).Under(p.Path))
		}
	}
	return out
}

// ranHere reports whether l is about a func that the caller knows: its effects
// stand for it then. Kept on, a literal that passes itself on would be
// followed for ever.
func ranHere(l Local) bool {
	_, param := l.At.Root.(*ssa.Parameter)
	return l.Kind == effect.Run && !param
}

// callbackLocks returns what the functions that a call runs do to locks. A
// callee that lets go of locks of its caller may do so just while it calls
// back, which is what a hook such as unlocked(func() { … }) is for: then
// nothing is claimed. Nor are locks that a callback leaves held or gives back:
// how often it runs is not known.
func (r *Result) callbackLocks(common *ssa.CallCommon, own []lockset.Event) []lockset.Event {
	if calls.Row(common).Name != "" {
		return nil
	}
	lets := slices.ContainsFunc(own, func(e lockset.Event) bool {
		return e.Kind != effect.Acquire && e.Kind != effect.Leave || len(e.Freed) > 0
	})
	var out []lockset.Event
	if !r.runsSome(common) {
		return nil
	}
	for _, f := range callbacks(r.resolved(common)) {
		for _, e := range captured(r.substituteLocks(r.lockEvents[f.Fn], f.Func, &ssa.CallCommon{}), f.Fn) {
			switch {
			case e.Kind != effect.Acquire:
				e.Kind = effect.Vary
			case lets:
				continue
			}
			e.State = e.State || f.state
			e.Inside = !e.Lock.IsZero() && slices.Contains(f.under, e.Lock)
			// The bool parameters of a callback are data (is this the last
			// step?), not a request to lock or not to lock.
			e.If = slices.DeleteFunc(slices.Clone(e.If), func(g lockset.Guard) bool { return g.Value.Parent() == f.Fn })
			out = append(out, e)
		}
	}
	return out
}

// runsSome reports whether a call may run any function that it gets: few do,
// and what they do need not be resolved to see that.
func (r *Result) runsSome(common *ssa.CallCommon) bool {
	runs := func(l Local) bool { return l.Kind == effect.Run }
	if callee := r.Calls.Callee(common); callee.Fn != nil {
		if events, ok := r.local[callee.Fn]; ok {
			return slices.ContainsFunc(events, runs)
		}
	}
	return slices.ContainsFunc(r.imports(calls.Object(common)).Known(), func(e effect.Event) bool { return e.Kind == effect.Run })
}
