package obligations

import (
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// Rootless reports whether it is the cancel function of a context without a timer
// whose parent is context.Background or TODO: no parent and no timer refers to it,
// so it is collected when nobody else does.
func (o Obligation) Rootless() bool {
	common := o.Site.Common()
	switch row := calls.Row(common); row.Name {
	case "context.WithCancel", "context.WithCancelCause":
	default:
		return false
	}
	v := common.Args[0]
	if load, ok := v.(*ssa.UnOp); ok {
		if cell, ok := load.X.(*ssa.Alloc); ok {
			if last := place.LastStore(load, cell); last != nil {
				v = last
			}
		}
	}
	parent, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	fn := calls.Object(parent.Common())
	return fn != nil && (fn.FullName() == "context.Background" || fn.FullName() == "context.TODO")
}

// passed reports whether the context itself is given to anybody.
func (o Obligation) passed() bool {
	call, ok := o.Site.(*ssa.Call)
	if !ok {
		return true
	}
	ctx := result(call, 0)
	return ctx != nil && given(ctx)
}

func given(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case ssa.CallInstruction, *ssa.MakeClosure, *ssa.Phi, *ssa.MakeInterface:
			return true
		case *ssa.UnOp:
			if given(ref) {
				return true
			}
		case *ssa.Store:
			if cell, ok := ref.Addr.(*ssa.Alloc); ok && ref.Val == v && given(cell) {
				return true
			}
		}
	}
	return false
}

// passed reports whether a call on the way to an instruction gets the object that
// it is in, and may start a goroutine that waits for the context there.
func (t *tracker) passed(o Obligation, goal ssa.Instruction) bool {
	for instr := range t.uses {
		call, ok := instr.(ssa.CallInstruction)
		if ok && instr != o.Site && t.r.spawns(call, 3) && flow.Reaches(o.Site, instr, nil) && flow.Reaches(instr, goal, nil) {
			return true
		}
	}
	return false
}

// spawns reports whether a call may start a goroutine, as far as the package shows.
func (r *Result) spawns(call ssa.CallInstruction, depth int) bool {
	if _, ok := calls.SpawnAt(call); ok {
		return true
	}
	fn := r.Calls.Callee(call.Common()).Fn
	if fn == nil || depth == 0 {
		return false
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if inner, ok := instr.(ssa.CallInstruction); ok && r.spawns(inner, depth-1) {
				return true
			}
		}
	}
	return false
}
