package spawns

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/place"
)

// This file is about who may get hold of an object.

// fresh reports whether a constructor hands the object that it makes to nobody
// but its caller.
func (r *Result) fresh(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(ret.Results) == 0 || place.IsNil(ret.Results[0]) || b == fn.Recover {
			continue
		}
		alloc, ok := place.Of(ret.Results[0]).Root.(*ssa.Alloc)
		if !ok || alloc.Parent() != fn || r.leaks(alloc, make(map[ssa.Value]bool), true) {
			return false
		}
	}
	return true
}

// leaks reports whether somebody else may get hold of the object that v is, or
// points to: it is stored, passed on, or used by a literal that is. To return
// it counts unless it is made here.
func (r *Result) leaks(v ssa.Value, seen map[ssa.Value]bool, made bool) bool {
	if seen[v] || v.Referrers() == nil {
		return false
	}
	seen[v] = true
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef, *ssa.BinOp, *ssa.If, *ssa.FieldAddr, *ssa.Field:
		case *ssa.UnOp:
			if ref.Op == token.MUL && r.leaks(ref, seen, made) {
				return true
			}
		case *ssa.Phi:
			if r.leaks(ref, seen, made) {
				return true
			}
		case *ssa.Store:
			if ref.Addr == v {
				continue
			}
			cell, ok := ref.Addr.(*ssa.Alloc)
			if !ok || r.leaks(cell, seen, made) {
				return true
			}
		case *ssa.MakeClosure:
			if r.closureLeaks(ref, v, seen) {
				return true
			}
		case ssa.CallInstruction:
			callee := calls.Callee(ref.Common()).Fn
			if callee == nil || len(callee.Blocks) == 0 {
				return true
			}
			for i, arg := range ref.Common().Args {
				if arg == v && (i >= len(callee.Params) || r.leaks(callee.Params[i], seen, false)) {
					return true
				}
			}
			if ref.Common().Value == v {
				return true
			}
		case *ssa.Return:
			if !made {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// closureLeaks is leaks for a literal that captures v, or a method bound to it.
func (r *Result) closureLeaks(mk *ssa.MakeClosure, v ssa.Value, seen map[ssa.Value]bool) bool {
	fn := mk.Fn.(*ssa.Function)
	for _, ref := range *mk.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case ssa.CallInstruction:
			if ref.Common().Value == ssa.Value(mk) {
				continue
			}
			if _, spawns := calls.SpawnAt(ref); spawns || calls.Row(ref.Common()).Once {
				continue
			}
			return true
		default:
			return true
		}
	}
	if fn.Parent() == nil {
		bound := calls.FuncOf(mk).Fn
		return bound == nil || len(bound.Params) == 0 || r.leaks(bound.Params[0], seen, false)
	}
	for i, b := range mk.Bindings {
		if b == v && (i >= len(fn.FreeVars) || r.leaks(fn.FreeVars[i], seen, false)) {
			return true
		}
	}
	return false
}
