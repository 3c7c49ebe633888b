package contexts

import (
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/place"
)

// GiveUp is an argument whose end makes a call return early: a context, a
// request that carries one, or a receiver that was made with one.
type GiveUp struct {
	Arg   ssa.Value
	Index int    // of the argument, not counting the receiver; -1 is the receiver
	What  string // what gives up in the end: a function, or "select"
	Via   []effect.Step
}

// GivesUp returns the arguments on whose end the function that a call, a defer
// or a go statement names may return early, with its chain of calls.
func (r *Result) GivesUp(call ssa.CallInstruction) []GiveUp {
	common := call.Common()
	args, recv := calls.Args(common)
	if row := r.Effects.Row(common); row.Name != "" {
		if i, ok := row.CtxArg(); ok && i < len(args) && carries(args[i]) {
			return []GiveUp{{Arg: args[i], Index: i, What: row.Name}}
		}
		if row.CtxRecv && recv != nil {
			return []GiveUp{{Arg: recv, Index: -1, What: row.Name}}
		}
		return nil
	}
	var out []GiveUp
	for _, l := range r.Effects.Callee(common) {
		if l.Kind != effect.GiveUp {
			continue
		}
		for i, arg := range args {
			if carries(arg) && effects.ContextOf(arg) == l.At {
				out = append(out, GiveUp{Arg: arg, Index: i, What: l.What, Via: l.Via})
				break
			}
		}
	}
	return out
}

// carries reports whether v is a context or a request.
func carries(v ssa.Value) bool {
	return place.IsContext(v.Type()) || effects.IsRequest(v.Type())
}

// Dead is an argument that makes a call give up at once, because the context
// that it is, or derives from, must be done there.
type Dead struct {
	GiveUp
	Region Region
	// Links are the calls that derived Arg from the context that is done,
	// nearest to Arg first; none if Arg is that context.
	Links []Link
	// Partly means that the Links do not lead all the way: beyond them is one
	// of several contexts, all of which are or derive from the one that is done.
	Partly bool
}

// Link is a call that derives a context, or something that carries one.
type Link struct {
	By     *ssa.Call
	Index  int // of the parent among the arguments
	Parent ssa.Value
	// After means that the parent was done already when By was called.
	After bool
}

// IsContext reports whether the argument is a context, and not something that
// carries one.
func (g GiveUp) IsContext() bool { return place.IsContext(g.Arg.Type()) }

// DeadAt returns the arguments that make a call give up at once. A receiver
// counts only if it was made when the context was done already: waiting for a
// command to end after its context has ended it is what Wait is for.
func (r *Result) DeadAt(call ssa.CallInstruction) []Dead { return r.dead(call, r.GivesUp(call)) }

// ShapedDeadAt is DeadAt for a call of a function that cannot be known (an
// interface method, a func value) but has the shape of those that give up: it
// takes the context and can return an error.
func (r *Result) ShapedDeadAt(call ssa.CallInstruction) []Dead {
	common := call.Common()
	if !common.IsInvoke() && calls.Callee(common).Fn != nil || calls.Row(common).Name != "" || !returnsError(common) {
		return nil
	}
	args, _ := calls.Args(common)
	for i, arg := range args {
		if place.IsContext(arg.Type()) {
			return r.dead(call, []GiveUp{{Arg: arg, Index: i}})
		}
	}
	return nil
}

func returnsError(common *ssa.CallCommon) bool {
	results := common.Signature().Results()
	return results.Len() > 0 && results.At(results.Len()-1).Type().String() == "error"
}

func (r *Result) dead(call ssa.CallInstruction, gives []GiveUp) []Dead {
	var out []Dead
	for _, g := range gives {
		region, ok := r.MustBeDone(g.Arg, call)
		if !ok {
			continue
		}
		d := Dead{GiveUp: g, Region: region}
		for v := g.Arg; effects.ContextOf(v) != region.Ctx && len(d.Links) < maxLinks; {
			by, parent := effects.Derivation(v)
			if by == nil {
				break
			}
			_, after := r.MustBeDone(parent, by)
			d.Links = append(d.Links, Link{by, effects.ParentIndex(by), parent, after})
			v = parent
		}
		if g.Index < 0 && (len(d.Links) == 0 || !d.Links[0].After) {
			continue
		}
		d.Partly = effects.ContextOf(oldest(d)) != region.Ctx
		out = append(out, d)
	}
	return out
}

// oldest returns the far end of the links of d.
func oldest(d Dead) ssa.Value {
	if n := len(d.Links); n > 0 {
		return d.Links[n-1].Parent
	}
	return d.Arg
}

// maxLinks is longer than any chain of derivations that effects.Chain walks.
const maxLinks = 16
