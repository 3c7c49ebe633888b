package flow

import (
	"go/constant"

	"golang.org/x/tools/go/ssa"
)

// Reached returns, by index, the blocks of fn that control can get to, if a
// branch on a constant goes one way only: the body of `if debug`, with const
// debug = false, is compiled into the SSA form, too.
func Reached(fn *ssa.Function) []bool {
	reached := make([]bool, len(fn.Blocks))
	var work []*ssa.BasicBlock
	if len(fn.Blocks) > 0 {
		work = append(work, fn.Blocks[0])
	}
	if fn.Recover != nil {
		work = append(work, fn.Recover)
	}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if reached[b.Index] {
			continue
		}
		reached[b.Index] = true
		work = append(work, feasible(b)...)
	}
	return reached
}

// feasible are the successors of b that its last instruction may lead to.
func feasible(b *ssa.BasicBlock) []*ssa.BasicBlock {
	if len(b.Instrs) == 0 || len(b.Succs) != 2 {
		return b.Succs
	}
	iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return b.Succs
	}
	c, ok := iff.Cond.(*ssa.Const)
	if !ok || c.Value == nil {
		return b.Succs
	}
	if constant.BoolVal(c.Value) {
		return b.Succs[:1]
	}
	return b.Succs[1:]
}
