package joins

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
)

// MustBeUnseen reports whether nobody can learn that a goroutine, which runs fn,
// got past the call use: whatever comes after it, deferred functions included,
// tells nobody. Nor may the goroutine tell anything on a way around use: whoever
// waits for that does not go on when use is reached, and so waits for its end
// after all. Calls that are quiet are known to tell nobody.
func MustBeUnseen(fn *ssa.Function, use ssa.CallInstruction, quiet func(ssa.CallInstruction) bool) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if instr == ssa.Instruction(use) || !maySay(instr, use, quiet) {
				continue
			}
			if _, deferred := instr.(*ssa.Defer); deferred || flow.Reaches(use, instr, nil) || !flow.Reaches(instr, use, nil) {
				return false
			}
		}
	}
	return true
}

// maySay is MaySignal, and more: who sends to a goroutine that receives outside of
// a select knows, without a buffer, that it got there.
func maySay(instr ssa.Instruction, use ssa.CallInstruction, quiet func(ssa.CallInstruction) bool) bool {
	if call, ok := instr.(ssa.CallInstruction); ok && quiet(call) {
		return false
	}
	if recv, ok := instr.(*ssa.UnOp); ok && recv.Op == token.ARROW {
		return !recv.CommaOk && effects.DoneOf(recv.X) == nil
	}
	return MaySignal(instr, use)
}
