package permits

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/place"
)

// ends reports whether an instruction may give the permit back, or hand it to
// somebody who may.
func (r *Result) ends(instr ssa.Instruction, a acquire) bool {
	if p, ok := released(r.effects, instr); ok && p.is(a.permit) {
		return true
	}
	switch instr := instr.(type) {
	case *ssa.MakeClosure:
		fn, _ := instr.Fn.(*ssa.Function)
		return fn == nil || r.gives(fn, a.permit, maxDepth, make(map[*ssa.Function]bool)) || r.captures(instr, a)
	case *ssa.Store:
		return r.names(instr.Val, a)
	case *ssa.Send:
		return r.names(instr.X, a)
	case *ssa.MapUpdate:
		return r.names(instr.Value, a)
	case ssa.CallInstruction:
		return r.callEnds(instr, a)
	}
	return false
}

// captures reports whether a literal that is not of this package's making, or a
// bound method, carries the semaphore or the object that it is in.
func (r *Result) captures(mc *ssa.MakeClosure, a acquire) bool {
	fn := mc.Fn.(*ssa.Function)
	if fn.Parent() != nil {
		return false // its body has been looked at
	}
	for _, v := range mc.Bindings {
		if r.names(v, a) {
			return true
		}
	}
	return false
}

// names reports whether v is the semaphore, or the object that it is in.
func (r *Result) names(v ssa.Value, a acquire) bool {
	if v == nil {
		return false
	}
	p := place.Of(v)
	return p == a.at || !p.IsZero() && p.Root == a.at.Root && p.Path == ""
}

func (r *Result) callEnds(call ssa.CallInstruction, a acquire) bool {
	common := call.Common()
	if _, builtin := common.Value.(*ssa.Builtin); builtin {
		return false
	}
	callee := r.effects.Calls.Callee(common)
	if callee.Fn != nil && len(callee.Fn.Blocks) > 0 {
		return r.gives(callee.Fn, a.permit, maxDepth, make(map[*ssa.Function]bool))
	}
	if common.IsInvoke() && r.names(common.Value, a) {
		return true
	}
	if callee.Fn == nil && !common.IsInvoke() && dynamic(common.Value) {
		return true
	}
	for _, arg := range common.Args {
		if r.names(arg, a) && r.effects.Row(common).Name == "" {
			return true
		}
	}
	return false
}

// dynamic reports whether a function value may be one that gives the permit
// back: it takes nothing and returns nothing, as those do.
func dynamic(v ssa.Value) bool {
	sig, ok := types.Unalias(v.Type()).Underlying().(*types.Signature)
	return !ok || sig.Params().Len() == 0 && sig.Results().Len() == 0
}

// gives reports whether a function, a literal in it, or what it calls may give a
// permit back.
func (r *Result) gives(fn *ssa.Function, p permit, depth int, seen map[*ssa.Function]bool) bool {
	if fn == nil || seen[fn] {
		return false
	}
	if depth == 0 {
		return true
	}
	seen[fn] = true
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if q, ok := released(r.effects, instr); ok && (q.is(p) || q.field == nil) {
				return true // one that is no field may be this one
			}
			if call, ok := instr.(ssa.CallInstruction); ok && r.gives(r.effects.Calls.Callee(call.Common()).Fn, p, depth-1, seen) {
				return true
			}
		}
	}
	for _, lit := range fn.AnonFuncs {
		if r.gives(lit, p, depth-1, seen) {
			return true
		}
	}
	return false
}
