package locks

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
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
	// Bound is set where L is known to be that mutex, and not only a name
	// for whatever the condition was made with.
	Bound bool
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
				var held []lockset.Held
				if sim != nil {
					held = sim.MustHold(call)
				}
				if r.findLock(&w, held); !w.Bound && r.Effects.CondOwns(l.Class) {
					w.Bound = true // whatever its L is called, it is no lock with a name
				}
				for _, h := range held {
					if w.Bound && h.Lock != w.L && !sameClass(h, w.L) && !h.Stale && !r.unlockedOnTheWay(call, h) {
						w.Beside = append(w.Beside, h)
					}
				}
				out = append(out, w)
			}
		}
	}
	return out
}

// findLock finds the mutex that w lets go, among what is held if need be.
func (r *Result) findLock(w *CondWait, held []lockset.Held) {
	if w.Cond.IsZero() {
		return
	}
	w.L = r.Effects.CondLock(w.Cond)
	switch {
	case w.L != w.Cond.Under(".L"):
		w.Bound = true
	case slices.ContainsFunc(held, func(h lockset.Held) bool { return h.Lock == w.L }):
		w.Bound = true // q.cond.L.Lock()
	case !w.Direct:
		// A callee that locks a mutex next to the condition, and waits: it
		// is a type of its own, of another package perhaps.
		owner := w.Cond
		owner.Path = owner.Path[:max(strings.LastIndexByte(owner.Path, '.'), 0)]
		for _, e := range r.Effects.LocksAt(w.Call) {
			mutex := e.Lock
			if e.Kind != effect.Acquire || e.Class == "" || mutex.Root != owner.Root || mutex == owner || !strings.HasPrefix(mutex.Path, owner.Path+".") {
				continue
			}
			if w.Bound && w.L != mutex {
				w.Bound = false // two of them
				return
			}
			w.L, w.Bound = mutex, true
		}
	}
}

func sameClass(h lockset.Held, p place.Place) bool {
	class := lockset.ClassOf(p)
	return class != "" && class == h.Class
}

// MustLackLock reports whether fn waits without the condition's mutex on every
// path: fn is what a goroutine starts with, so that no caller can hold it.
func (r *Result) MustLackLock(fn *ssa.Function, w CondWait) bool {
	if !w.Direct || !r.startsGoroutine(fn) {
		return false
	}
	sim := r.Effects.Lockset(fn)
	switch {
	case sim != nil && (sim.GaveUp || len(sim.MayHold(w.Call)) > 0 && (!w.Bound || lockset.ClassOf(w.L) == "")):
		return false // one of them may be it
	case sim != nil && slices.ContainsFunc(sim.MayHold(w.Call), func(h lockset.Held) bool { return h.Lock == w.L || sameClass(h, w.L) }):
		return false
	}
	return r.seesBefore(w.Call)
}

// seesBefore reports whether nothing is called on the way to an instruction of
// which it is not known what it locks.
func (r *Result) seesBefore(to ssa.Instruction) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	clear := func(instrs []ssa.Instruction) bool {
		return !slices.ContainsFunc(instrs, func(instr ssa.Instruction) bool {
			call, ok := instr.(*ssa.Call)
			return ok && !r.seesCall(call)
		})
	}
	b := to.Block()
	if !clear(b.Instrs[:slices.Index(b.Instrs, to)]) {
		return false
	}
	for work := slices.Clone(b.Preds); len(work) > 0; work = work[1:] {
		if at := work[0]; !seen[at] {
			seen[at] = true
			if !clear(at.Instrs) {
				return false
			}
			work = append(work, at.Preds...)
		}
	}
	return true
}

// seesCall reports whether it is known what a call locks.
func (r *Result) seesCall(call *ssa.Call) bool {
	if calls.Row(call.Common()).Name != "" {
		return true
	}
	if _, builtin := call.Call.Value.(*ssa.Builtin); builtin {
		return true
	}
	return r.Effects.Calls.Callee(call.Common()).Fn != nil || !call.Call.IsInvoke() && calls.Object(call.Common()) != nil
}

// startsGoroutine reports whether fn is a literal that is the body of a
// goroutine, by a go statement or a function that starts what it is given.
// One that waits for the end of the goroutine lends it the caller's locks.
func (r *Result) startsGoroutine(fn *ssa.Function) bool {
	if fn.Parent() == nil {
		return false
	}
	return slices.ContainsFunc(r.Effects.Spawns(fn.Parent()), func(s calls.Spawn) bool {
		return s.Body.Fn == fn && (s.By == "go" || !slices.ContainsFunc(r.Effects.At(s.Site), func(l effects.Local) bool {
			return l.Kind == effect.Spawn && l.What == effects.Awaited
		}))
	})
}
