package permits

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/obligations"
	"github.com/asynclint/asynclint/passes/place"
)

// permitOf names the semaphore that v is.
func permitOf(v ssa.Value) permit {
	return permit{place.Of(v), place.FieldOf(v)}
}

// tokens reports whether a channel carries nothing but tokens.
func tokens(ch ssa.Value) bool {
	t, ok := types.Unalias(ch.Type()).Underlying().(*types.Chan)
	if !ok {
		return false
	}
	switch u := types.Unalias(t.Elem()).Underlying().(type) {
	case *types.Struct:
		return u.NumFields() == 0
	case *types.Basic:
		return u.Info()&types.IsBoolean != 0
	}
	return false
}

// released returns the permit that an instruction gives back.
func released(r *effects.Result, instr ssa.Instruction) (permit, bool) {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if instr.Op == token.ARROW && tokens(instr.X) {
			return permitOf(instr.X), true
		}
	case *ssa.Select:
		for _, s := range instr.States {
			if s.Dir == types.RecvOnly && tokens(s.Chan) && place.FieldOf(s.Chan) != nil {
				return permitOf(s.Chan), true
			}
		}
	case ssa.CallInstruction:
		if _, ok := r.Row(instr.Common()).Releases(); ok {
			if _, recv := calls.Args(instr.Common()); recv != nil {
				return permitOf(recv), true
			}
		}
	}
	return permit{}, false
}

// acquires returns the permits that an instruction takes.
func (r *Result) acquires(instr ssa.Instruction) []acquire {
	switch instr := instr.(type) {
	case *ssa.Send:
		if tokens(instr.Chan) {
			return []acquire{{permitOf(instr.Chan), instr, instr.Chan, nil, nil}}
		}
	case *ssa.Select:
		var out []acquire
		for i, s := range instr.States {
			if s.Dir != types.SendOnly || !tokens(s.Chan) {
				continue
			}
			a := acquire{permit: permitOf(s.Chan), instr: instr, on: s.Chan}
			for _, branch := range flow.CaseBranches(instr, i) {
				a.from = append(a.from, flow.Point{Block: branch.Block().Succs[0], Pred: branch.Block()})
			}
			if a.from != nil { // else what comes next does not tell
				out = append(out, a)
			}
		}
		return out
	case *ssa.Call:
		common := instr.Common()
		row := r.effects.Row(common)
		_, takes := row.Acquires()
		_, tries := row.TryAcquires()
		if takes || tries {
			_, recv := calls.Args(common)
			if from, ok := taken(instr, tries); recv != nil && ok {
				return []acquire{{permitOf(recv), instr, recv, instr, from}}
			}
			return nil
		}
		if p, ok := r.wraps(instr); ok {
			if from, ok := taken(instr, false); ok {
				return []acquire{{p, instr, nil, instr, from}}
			}
		}
	}
	return nil
}

// taken returns the arms on which a call has taken what it asks for: it returns
// nil, or true, or has no results.
func taken(call *ssa.Call, isBool bool) (from []flow.Point, ok bool) {
	if call.Call.Signature().Results().Len() == 0 {
		return nil, true
	}
	from = obligations.Succeeds(call, isBool)
	return from, from != nil
}

// points are where a permit is taken.
func (a *acquire) points() []flow.Point {
	if a.from == nil {
		return []flow.Point{flow.After(a.instr)}
	}
	return a.from
}

// wraps returns the permit that a call of a function of the package takes when it
// returns no error: the function takes it from a field of a parameter, gives
// nothing back, and returns nil only where it has taken it.
func (r *Result) wraps(call *ssa.Call) (permit, bool) {
	callee := r.effects.Calls.Callee(call.Common())
	fn := callee.Fn
	if fn == nil || len(fn.Blocks) == 0 || fn.Signature.Results().Len() != 1 || !obligations.IsError(fn.Signature.Results().At(0).Type()) {
		return permit{}, false
	}
	var found *acquire
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if _, ok := instr.(*ssa.Call); ok && r.effects.Row(instr.(*ssa.Call).Common()).Name == "" {
				continue
			}
			for _, a := range r.acquires(instr) {
				if found != nil || a.field == nil {
					return permit{}, false
				}
				found = &a
			}
		}
	}
	if found == nil || r.gives(fn, found.permit, maxDepth, make(map[*ssa.Function]bool)) {
		return permit{}, false
	}
	param, ok := found.at.Root.(*ssa.Parameter)
	if !ok {
		return permit{}, false
	}
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if ok && !found.decides(ret) {
			return permit{}, false
		}
	}
	for i, p := range fn.Params {
		if arg := callee.Argument(call.Common(), i); p == param && arg != nil {
			return permit{place.Of(arg).Under(found.at.Path), found.field}, true
		}
	}
	return permit{}, false
}

// decides reports whether a return tells by its error whether the permit was
// taken.
func (a *acquire) decides(ret *ssa.Return) bool {
	v := ret.Results[len(ret.Results)-1]
	if v == a.err {
		return true
	}
	taken := a.from == nil && flow.Precedes(a.instr, ret)
	for _, from := range a.from {
		taken = taken || len(from.Block.Preds) == 1 && from.Block.Dominates(ret.Block())
	}
	if obligations.IsNil(v) {
		return taken
	}
	if taken {
		return false // an error, and a permit all the same: not a wrapper
	}
	switch v := v.(type) {
	case *ssa.Phi:
		return false
	case *ssa.Const:
		return !v.IsNil()
	}
	return true
}
