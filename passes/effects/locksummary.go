package effects

import (
	"go/token"
	"slices"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
	"golang.org/x/tools/go/ssa"
)

// This file makes the summary of a function's locks from their simulation.

// lockSummary is what fn does to locks as its callers see it.
func (r *Result) lockSummary(fn *ssa.Function, sim *lockset.Function) []lockset.Event {
	if sim.GaveUp {
		return r.unknownLocks(fn)
	}
	var out []lockset.Event
	// The latest event of each lock, and the one before it.
	type key struct {
		lock  place.Place
		class string
	}
	latest := make(map[key]int, 1)
	var earlier []int
	for i := range sim.Acquires {
		a := &sim.Acquires[i]
		e, ok := lockEvent(fn, a)
		if !ok {
			continue
		}
		// Of events that say the same, the one with the shortest chain counts.
		last, ok := latest[key{e.Lock, e.Class}]
		if !ok {
			last = -1
		}
		known := last
		for known >= 0 && !sameLock(&out[known], &e) {
			known = earlier[known]
		}
		switch {
		case known < 0:
			latest[key{e.Lock, e.Class}] = len(out)
			earlier = append(earlier, last)
			e.Via = r.chain(fn, a.At, e.Via)
			out = append(out, e)
		case len(out[known].Via) > min(len(e.Via)+1, effect.MaxVia):
			e.Via = r.chain(fn, a.At, e.Via)
			out[known] = e
		}
	}
	if len(out) > maxLockEvents {
		out = slices.DeleteFunc(out, func(e lockset.Event) bool { return e.Lock.IsZero() })
		out = out[:min(len(out), maxLockEvents)]
	}
	return append(out, netEffects(fn, sim)...)
}

// indexOf returns which of some events says the same as e, -1 if none does.
func indexOf(events []lockset.Event, e *lockset.Event) int {
	for i := range events {
		if sameLock(&events[i], e) {
			return i
		}
	}
	return -1
}

// lockEvent is an acquire as the callers of fn see it, but for the chain: that
// is still the callee's.
func lockEvent(fn *ssa.Function, a *lockset.Acquire) (lockset.Event, bool) {
	e := *a.Event
	e.Inside = false // told here, once
	if e.Lock.Owner() == fn {
		if _, param := e.Lock.Root.(*ssa.Parameter); !param {
			if _, fresh := e.Lock.Root.(*ssa.Alloc); fresh || e.Class == "" {
				return e, false // made here: nobody else can hold it yet, or it has no name
			}
			e.Lock = place.Place{}
		}
	}
	freed := func(p place.Place) bool { return slices.Contains(a.Freed, p) }
	held := slices.Clone(e.Held)
	e.Freed = slices.Clone(a.Gone)
	for _, h := range a.Before {
		if h.Class != "" && !freed(h.Lock) {
			held = append(held, h.ClassMode())
		}
	}
	for _, f := range a.Freed {
		mine := slices.ContainsFunc(a.Before, func(h lockset.Held) bool { return h.Lock == f })
		if !mine && !slices.Contains(e.Freed, f) {
			e.Freed = append(e.Freed, f)
		}
	}
	e.Freed = slices.DeleteFunc(e.Freed, func(p place.Place) bool {
		_, param := p.Root.(*ssa.Parameter)
		return p.Owner() == fn && !param
	})
	slices.Sort(held)
	e.Held = slices.Compact(held)
	e.State = e.State || underState(fn, a.Instr.Block())
	return e, true
}

// underState reports whether a block of a method runs only if a field of the
// method's object has, or has not, a certain value: a test such as
// c.vers == VersionTLS13 or s.started that decides on the way to it. Whether
// the caller is in that state is not known, and state machines rely on it: a
// protocol that has finished takes another path. Tests for nil do not count,
// since they guard the use of the very pointer.
func underState(fn *ssa.Function, b *ssa.BasicBlock) bool {
	if fn.Signature.Recv() == nil || len(fn.Params) == 0 {
		return false
	}
	ofObject := func(v ssa.Value) bool {
		p := place.Of(v)
		return p.Root == ssa.Value(fn.Params[0]) && p.Path != ""
	}
	for ; b != nil && b.Idom() != nil; b = b.Idom() {
		test := b.Idom()
		iff, ok := test.Instrs[len(test.Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		cond := iff.Cond
		if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
			cond = not.X
		}
		switch cond := cond.(type) {
		case *ssa.BinOp:
			c, ok := cond.Y.(*ssa.Const)
			if ok && !c.IsNil() && ofObject(cond.X) {
				return true
			}
		case *ssa.UnOp:
			if cond.Op == token.MUL && ofObject(cond) {
				return true
			}
		}
	}
	return false
}

// chain puts the hop through fn in front of a chain.
func (r *Result) chain(fn *ssa.Function, at token.Pos, via []effect.Step) []effect.Step {
	if len(via) >= effect.MaxVia {
		via = via[:effect.MaxVia-1]
	}
	return slices.Concat([]effect.Step{r.Step(fn, at)}, via)
}

// Step is the hop of a chain that leads through pos in fn.
func (r *Result) Step(fn *ssa.Function, at token.Pos) effect.Step {
	name, ok := r.names.Load(fn)
	if !ok {
		name = calls.Name(fn)
		r.names.Store(fn, name)
	}
	return effect.Step{Func: name.(string), At: r.position(at)}
}

// netEffects compares all ways out of fn: what all of them leave held or
// have let go of, and what they differ in.
func netEffects(fn *ssa.Function, sim *lockset.Function) []lockset.Event {
	type net struct {
		event         lockset.Event
		held, gone, n int
	}
	var nets []*net
	get := func(p place.Place) *net {
		for _, x := range nets {
			if x.event.Lock == p {
				return x
			}
		}
		nets = append(nets, &net{event: lockset.Event{Lock: p, Class: lockset.ClassOf(p)}})
		return nets[len(nets)-1]
	}
	for _, ret := range sim.Returns {
		for _, h := range ret.Held {
			if !h.Stale {
				x := get(h.Lock)
				x.held++
				if h.Unsure {
					x.n = -1
				}
				x.event.Read, x.event.Via = h.Read, []effect.Step{}
			}
		}
		for _, p := range ret.Gone {
			get(p).gone++
		}
		for _, p := range ret.Unknown {
			get(p).n = -1
		}
	}
	var out []lockset.Event
	for _, x := range nets {
		if _, param := x.event.Lock.Root.(*ssa.Parameter); x.event.Lock.Owner() == fn && !param {
			continue
		}
		switch {
		case x.n < 0:
			x.event.Kind = effect.Vary
		case x.held == len(sim.Returns):
			x.event.Kind = effect.Leave
		case x.gone == len(sim.Returns):
			x.event.Kind = effect.Release
		default:
			x.event.Kind = effect.Vary
		}
		out = append(out, x.event)
	}
	return out
}

// unknownLocks is the summary of a function whose simulation gave up: any
// lock it names may be in any state.
func (r *Result) unknownLocks(fn *ssa.Function) []lockset.Event {
	var out []lockset.Event
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || !isLockRow(calls.Row(call.Common())) {
				continue
			}
			_, recv := calls.Args(call.Common())
			e := lockset.Event{Kind: effect.Vary, Lock: place.Of(recv)}
			if indexOf(out, &e) < 0 {
				out = append(out, e)
			}
		}
	}
	return captured(out, nil)
}

// exportPlaces are places as seen from outside fn, sorted; those that only
// exist inside are left out.
func exportPlaces(fn *ssa.Function, places []place.Place) []effect.Place {
	var out []effect.Place
	for _, f := range places {
		if p, ok := f.External(fn); ok {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, effect.Place.Compare)
	return out
}

// exportLock makes a fact's event of a lock effect.
func exportLock(fn *ssa.Function, l lockset.Event) (effect.Event, bool) {
	// Elsewhere only the last step of a chain is shown: where the lock is taken.
	via := l.Via[max(0, len(l.Via)-1):]
	e := effect.Event{Kind: l.Kind, Read: l.Read, Class: l.Class, Held: l.Held, Via: via, State: l.State}
	if !l.Lock.IsZero() {
		p, ok := l.Lock.External(fn)
		if !ok {
			return e, false
		}
		e.Place = p
	}
	e.Freed = exportPlaces(fn, l.Freed)
	for _, g := range l.If {
		i := slices.IndexFunc(fn.Params, func(p *ssa.Parameter) bool { return g.Value == ssa.Value(p) })
		if i < 0 {
			return e, false
		}
		e.If = append(e.If, effect.Guard{Param: i, Is: g.Is})
	}
	return e, true
}
