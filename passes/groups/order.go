package groups

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// StartedBefore returns a call of Go, in the function that sets a limit, that
// is always executed before, with no Wait in between that could have seen its
// task end; nil if there is none.
func StartedBefore(l Limit) ssa.CallInstruction {
	if !stable(l.At) {
		return nil
	}
	var starts, waits []ssa.Instruction
	for _, b := range l.In.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || instr == ssa.Instruction(l.Call) {
				continue
			}
			row := calls.Row(call.Common())
			_, recv := calls.Args(call.Common())
			switch {
			case row.Name == goName && place.Of(recv) == l.At:
				if _, now := call.(*ssa.Call); now {
					starts = append(starts, call)
				}
			case row.Name == tryName || row.Name == setName:
			case sees(call, l.At):
				waits = append(waits, call) // or may do so
			}
		}
	}
	for _, start := range starts {
		if !flow.Precedes(start, l.Call) {
			continue
		}
		// The last time that start runs before the limit is set, nothing else
		// waits until then.
		if !slices.ContainsFunc(waits, func(w ssa.Instruction) bool { return flow.Reaches(w, l.Call, start) }) {
			return start.(ssa.CallInstruction)
		}
	}
	return nil
}

// sees reports whether a call may get hold of the group at p: as an argument,
// or as a variable that the literal it calls, or is given, has captured.
func sees(call ssa.CallInstruction, p place.Place) bool {
	common := call.Common()
	for _, v := range append([]ssa.Value{common.Value}, common.Args...) {
		if v == nil {
			continue
		}
		if at := place.Of(v); at.Root == p.Root {
			return true
		}
		if f := calls.FuncOf(v); f.Fn != nil && (within(f.Fn, p.Owner()) || f.Recv != nil && place.Of(f.Recv).Root == p.Root) {
			return true
		}
	}
	return false
}

// SetBefore reports whether l is always set before call, which sees the group
// in the function that sets it, or in a literal made after that.
func SetBefore(l Limit, call ssa.CallInstruction) bool {
	var at ssa.Instruction = call
	for fn := call.Parent(); fn != l.In; fn = fn.Parent() {
		if fn == nil {
			return false
		}
		mk := place.MakeOf(fn)
		if mk == nil {
			return false
		}
		at = mk
	}
	return flow.Precedes(l.Call, at)
}
