package locks

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
)

// Forgotten is a lock that a function takes and, on some way out, keeps.
type Forgotten struct {
	lockset.Leak
	// Unlock is an unlock of the same lock elsewhere in the function, which
	// shows that keeping it is not meant.
	Unlock ssa.CallInstruction
}

// MayForget returns the locks that fn takes by a Lock call of its own and
// keeps on some way out, or into the next round of a loop, although it
// unlocks them on another. Left out is what looks meant: hand-offs to a
// goroutine, to a returned func or to a method that unlocks for its caller,
// and functions that succeed with the lock held and fail without.
func (r *Result) MayForget(fn *ssa.Function) []Forgotten {
	sim := r.Effects.Lockset(fn)
	if sim == nil || len(sim.Leaks) == 0 || endsWithProcess(fn) {
		return nil
	}
	var out []Forgotten
	for _, l := range sim.Leaks {
		h := l.Held
		if h.Stale || h.Unsure || !h.Direct() || !h.Lock.Exact() || isLocal(h.Lock, fn) {
			continue
		}
		unlock := r.unlockOf(fn, h)
		if unlock == nil || r.handsOff(fn, h.Lock) {
			continue
		}
		if l.Loop {
			if !r.lostInLoop(sim, l) {
				continue
			}
		} else if !r.unmeant(sim, l) {
			continue
		}
		out = append(out, Forgotten{l, unlock})
	}
	// What an earlier round forgot is also held where the function ends.
	return slices.DeleteFunc(slices.Clone(out), func(f Forgotten) bool {
		return !f.Loop && f.Held.Carried && slices.ContainsFunc(out, func(g Forgotten) bool {
			return g.Loop && g.Held.Site == f.Held.Site && g.Held.Lock == f.Held.Lock
		})
	})
}

// endsWithProcess reports whether the process, or nothing that anybody would
// miss, is left when fn returns: main, and tests.
func endsWithProcess(fn *ssa.Function) bool {
	if fn.Parent() != nil {
		return false
	}
	if fn.Name() == "main" && fn.Pkg != nil && fn.Pkg.Pkg.Name() == "main" {
		return true
	}
	for _, p := range fn.Params {
		if strings.HasPrefix(p.Type().String(), "*testing.") {
			return true
		}
	}
	return false
}

// isLocal reports whether a lock is a variable of fn itself, or of an object
// made in it, which goes with it.
func isLocal(p place.Place, fn *ssa.Function) bool {
	_, alloc := p.Root.(*ssa.Alloc)
	return alloc && p.Owner() == fn
}

// unlockOf returns a call in fn that unlocks the lock: by itself, deferred,
// or through a callee or literal that does.
func (r *Result) unlockOf(fn *ssa.Function, h lockset.Held) ssa.CallInstruction {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if unlocks(call, h.Lock) {
				return call
			}
			for _, e := range r.Effects.LocksAt(call) {
				if e.Kind == effect.Release && e.Lock == h.Lock {
					return call
				}
			}
		}
	}
	return nil
}

func unlocks(call ssa.CallInstruction, p place.Place) bool {
	if calls.Row(call.Common()).Unlocks == knowledge.NoMode {
		return false
	}
	_, recv := calls.Args(call.Common())
	return recv != nil && place.Of(recv) == p
}

// handsOff reports whether fn passes the duty to unlock on: to a literal or a
// bound method that unlocks, and that it does more with than call or defer it.
func (r *Result) handsOff(fn *ssa.Function, p place.Place) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			mk, ok := instr.(*ssa.MakeClosure)
			if !ok {
				continue
			}
			f := calls.FuncOf(mk)
			if f.Recv != nil {
				if f.Fn == nil {
					continue
				}
				if obj, ok := f.Fn.Object().(*types.Func); ok && knowledge.Of(obj).Unlocks != knowledge.NoMode && place.Of(f.Recv) == p {
					return true // x.mu.Unlock as a value
				}
				if r.Effects.Releases(f, p) {
					return true // x.release as a value
				}
				continue
			}
			if f.Fn != nil && unlocksInside(f.Fn, p) && !onlyCalled(mk) {
				return true
			}
		}
	}
	return false
}

func unlocksInside(fn *ssa.Function, p place.Place) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok && unlocks(call, p) {
				return true
			}
		}
	}
	for _, anon := range fn.AnonFuncs {
		if unlocksInside(anon, p) {
			return true
		}
	}
	return false
}

// onlyCalled reports whether a literal is only called or deferred here.
func onlyCalled(mk *ssa.MakeClosure) bool {
	for _, ref := range *mk.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Call:
			if ref.Call.Value != ssa.Value(mk) {
				return false
			}
		case *ssa.Defer:
			if ref.Call.Value != ssa.Value(mk) {
				return false
			}
		case *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}

// lostInLoop reports whether a lock carried into the next round is lost
// there: its object is computed anew, or the next round locks it again.
func (r *Result) lostInLoop(sim *lockset.Function, l lockset.Leak) bool {
	if root, ok := l.Held.Lock.Root.(ssa.Instruction); ok && root.Parent() == sim.Fn {
		header := l.Instr.Block()
		for _, succ := range header.Succs {
			if succ.Dominates(header) && succ.Dominates(root.Block()) && (succ != root.Block() || !isPhi(root)) {
				return true
			}
		}
	}
	for _, a := range sim.Acquires {
		if a.Instr == l.Held.Site && a.Lock == l.Held.Lock {
			for _, h := range a.Before {
				if h.Site == l.Held.Site && h.Lock == l.Held.Lock && !h.Stale && !(h.Read && a.Read) {
					return true
				}
			}
		}
	}
	return false
}

func isPhi(i ssa.Instruction) bool { _, ok := i.(*ssa.Phi); return ok }

// outcome is what a return tells the caller.
type outcome int

const (
	silent  outcome = iota // no results that tell
	success                // nil error, true, an object
	failure                // an error, false, nil
	unclear
)

// unmeant decides whether a return that keeps a lock is a mistake.
func (r *Result) unmeant(sim *lockset.Function, l lockset.Leak) bool {
	ret := l.Instr.(*ssa.Return)
	how := tells(ret)
	var keptOK, free, freeFail, freeOK int
	for _, other := range sim.Returns {
		kept := false
		for _, h := range other.Held {
			kept = kept || h.Lock == l.Held.Lock && !h.Stale
		}
		for _, p := range other.Unknown {
			if p == l.Held.Lock {
				return false
			}
		}
		o := tells(other.Instr)
		switch {
		case kept && o == success:
			keptOK++
		case !kept:
			free++
			if o == failure {
				freeFail++
			} else {
				freeOK++
			}
		}
	}
	if r.survey().released[l.Held.Class] && l.Held.Class != "" {
		// Some function unlocks for its caller: keeping may be meant. Then a
		// failure that keeps the lock is the mistake, if success keeps it too.
		return how == failure && keptOK > 0
	}
	switch {
	case how == success && freeOK == 0 && freeFail > 0:
		// Success keeps the lock and failure does not: an acquire function,
		// if there is anybody who could unlock it later.
		return !r.mayBeUnlockedElsewhere(l.Held)
	case how == failure:
		return true // it unlocks somewhere, and fails with the lock held
	case free == 0:
		// It unlocks on the way and always keeps the lock in the end, as one
		// that waits for something. Then somebody has to unlock it.
		return !r.mayBeUnlockedElsewhere(l.Held) && !r.unlockedByCaller(sim.Fn, l.Held.Class)
	case how == unclear && freeOK == 0:
		return false
	}
	return true
}

// unlockedByCaller reports whether a function that calls fn unlocks the class.
func (r *Result) unlockedByCaller(fn *ssa.Function, class string) bool {
	for _, g := range r.SSA().Funcs {
		if g == fn || g.Parent() == fn {
			continue
		}
		var callsIt, unlocks bool
		for _, b := range g.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				callsIt = callsIt || r.Effects.Calls.Callee(call.Common()).Fn == fn
				if calls.Row(call.Common()).Unlocks != knowledge.NoMode {
					_, recv := calls.Args(call.Common())
					unlocks = unlocks || lockset.ClassOf(place.Of(recv)) == class
				}
			}
		}
		if callsIt && unlocks {
			return true
		}
	}
	return false
}

// tells reads the outcome off the results of a return.
func tells(ret *ssa.Return) outcome {
	if len(ret.Results) == 0 {
		return silent
	}
	last := ret.Results[len(ret.Results)-1]
	t := last.Type()
	switch u := t.Underlying().(type) {
	case *types.Interface:
		if types.Identical(t, types.Universe.Lookup("error").Type()) {
			return errorOutcome(ret, last)
		}
	case *types.Basic:
		if u.Info()&types.IsBoolean != 0 {
			if c, ok := last.(*ssa.Const); ok && c.Value != nil {
				if constant.BoolVal(c.Value) {
					return success
				}
				return failure
			}
			return unclear
		}
	case *types.Pointer, *types.Signature:
		if len(ret.Results) == 1 {
			if c, ok := last.(*ssa.Const); ok && c.IsNil() {
				return failure
			}
			return success
		}
	}
	return silent
}

// errorOutcome decides whether a returned error is nil, by its value or by
// the branch that the return stands on.
func errorOutcome(ret *ssa.Return, err ssa.Value) outcome {
	// A named result is returned through its variable.
	if load, ok := err.(*ssa.UnOp); ok && load.Op == token.MUL {
		if g, ok := load.X.(*ssa.Global); ok {
			if strings.HasPrefix(strings.ToLower(g.Name()), "err") {
				return failure
			}
		}
		if cell, ok := load.X.(*ssa.Alloc); ok {
			if last := place.LastStore(load, cell); last != nil {
				err = last
			}
		}
	}
	switch v := err.(type) {
	case *ssa.Const:
		return success // the only constant of type error is nil
	case *ssa.MakeInterface:
		return failure
	case *ssa.Call:
		if obj := calls.Object(v.Common()); obj != nil {
			switch obj.FullName() {
			case "errors.New", "fmt.Errorf":
				return failure
			}
		}
	}
	for b := ret.Block(); b != nil; b = b.Idom() {
		d := b.Idom()
		if d == nil || len(d.Instrs) == 0 {
			break
		}
		iff, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		cmp, ok := iff.Cond.(*ssa.BinOp)
		if !ok || cmp.X != err || cmp.Op != token.EQL && cmp.Op != token.NEQ {
			continue
		}
		if c, ok := cmp.Y.(*ssa.Const); !ok || !c.IsNil() {
			continue
		}
		if (d.Succs[0] == b) == (cmp.Op == token.NEQ) {
			return failure
		}
		return success
	}
	return unclear
}

// mayBeUnlockedElsewhere reports whether anybody but the functions that lock
// it could unlock a lock: a function of this package, or importers, who can if
// every name on the way to the lock is exported.
func (r *Result) mayBeUnlockedElsewhere(h lockset.Held) bool {
	if h.Class == "" || r.survey().unlockers[h.Class] {
		return true
	}
	if r.pass.Pkg.Name() == "main" {
		return false
	}
	_, names, _ := strings.Cut(h.Class[strings.LastIndexByte(h.Class, '/')+1:], ".")
	for name := range strings.SplitSeq(names, ".") {
		if !token.IsExported(name) {
			return false
		}
	}
	return true
}
