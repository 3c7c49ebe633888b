package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Precedes reports whether a, an instruction of one function, has been
// executed whenever b is.
func Precedes(a, b ssa.Instruction) bool {
	if a.Block() != b.Block() {
		return a.Block().Dominates(b.Block())
	}
	instrs := a.Block().Instrs
	return slices.Index(instrs, a) < slices.Index(instrs, b)
}

// Reaches reports whether control may get from behind a to b, of the same
// function, without passing the instruction not, which may be nil. Conditions
// are not looked at: see Walk for what can be shown.
func Reaches(a, b, not ssa.Instruction) bool {
	seen := make([]bool, len(a.Parent().Blocks))
	var walk func(block *ssa.BasicBlock, i int) bool
	walk = func(block *ssa.BasicBlock, i int) bool {
		for _, instr := range block.Instrs[i:] {
			if instr == b {
				return true
			}
			if instr == not {
				return false
			}
		}
		for _, succ := range block.Succs {
			if !seen[succ.Index] {
				seen[succ.Index] = true
				if walk(succ, 0) {
					return true
				}
			}
		}
		return false
	}
	return walk(a.Block(), slices.Index(a.Block().Instrs, a)+1)
}
