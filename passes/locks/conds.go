package locks

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
)

// A CondWait is a call that waits on a sync.Cond: its Wait, or a callee's.
type CondWait struct {
	Call   *ssa.Call
	Direct bool
	Via    []effect.Step
	// Cond and L are the condition and its mutex.
	Cond, L place.Place
	// Beside are the locks other than L that every path holds meanwhile.
	Beside []lockset.Held
}

// CondWaits returns the calls of fn that may wait on a condition.
func (r *Result) CondWaits(fn *ssa.Function) []CondWait {
	sim := r.Effects.Lockset(fn)
	var out []CondWait
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			for _, l := range r.Effects.At(call) {
				if l.Kind != effect.Block || l.On != effect.Cond {
					continue
				}
				w := CondWait{Call: call, Direct: calls.Row(call.Common()).Blocks == effect.Cond, Via: l.Via, Cond: l.At}
				if !l.At.IsZero() {
					w.L = r.Effects.CondLock(l.At)
				}
				if sim != nil {
					for _, h := range sim.MustHold(call) {
						if h.Lock != w.L && !sameClass(h, w.L) {
							w.Beside = append(w.Beside, h)
						}
					}
				}
				out = append(out, w)
			}
		}
	}
	return out
}

func sameClass(h lockset.Held, p place.Place) bool {
	class := lockset.ClassOf(p)
	return class != "" && class == h.Class
}

// MustLackLock reports whether fn waits without the condition's mutex on every
// path: fn is what a goroutine starts with, so that no caller can hold it.
func (r *Result) MustLackLock(fn *ssa.Function, w CondWait) bool {
	if !w.Direct || !startsGoroutine(fn) {
		return false
	}
	sim := r.Effects.Lockset(fn)
	if sim == nil {
		return true // there is not a single lock in it
	}
	if sim.GaveUp {
		return false
	}
	for _, h := range sim.MayHold(w.Call) {
		if h.Lock == w.L || w.L.Root == nil || sameClass(h, w.L) || lockset.ClassOf(w.L) == "" {
			return false
		}
	}
	return true
}

// startsGoroutine reports whether fn is a literal whose only use is to be the
// body of a goroutine.
func startsGoroutine(fn *ssa.Function) bool {
	if fn.Parent() == nil {
		return false
	}
	return slices.ContainsFunc(calls.Spawns(fn.Parent()), func(s calls.Spawn) bool { return s.Body.Fn == fn })
}

// WaitsOnce returns the branch that decides on a direct Wait that stands
// behind an if instead of in a loop: the predicate is tested before the Wait
// and never after. Nil if there is a loop, or no test at all.
func (r *Result) WaitsOnce(fn *ssa.Function, w CondWait) *ssa.If {
	b := w.Call.Block()
	if !w.Direct || len(flow.Around(b)) > 0 || flow.InRangeFunc(fn) || len(b.Preds) != 1 {
		return nil
	}
	test := b.Preds[0]
	iff, ok := test.Instrs[len(test.Instrs)-1].(*ssa.If)
	if !ok || r.calledInLoop(fn) {
		return nil
	}
	return iff
}

// calledInLoop reports whether a function of this package calls fn in a loop:
// then the loop may be the one that tests again.
func (r *Result) calledInLoop(fn *ssa.Function) bool {
	for _, caller := range r.SSA().Funcs {
		for _, b := range caller.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if ok && calls.Callee(call.Common()).Fn == fn && len(flow.Around(b)) > 0 {
					return true
				}
			}
		}
	}
	return false
}
