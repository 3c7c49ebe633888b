package calls

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/knowledge"
)

// MaySkipRelease reports whether a return right after an instruction could skip
// something that others wait for: an Unlock, Done, close or send that comes
// later and that is not deferred. The instruction itself does not count, if a
// loop leads back to it.
func MaySkipRelease(at ssa.Instruction) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	var from func(b *ssa.BasicBlock, instrs []ssa.Instruction) bool
	from = func(b *ssa.BasicBlock, instrs []ssa.Instruction) bool {
		for _, instr := range instrs {
			if instr != at && releases(instr) {
				return true
			}
		}
		for _, s := range b.Succs {
			if !seen[s] {
				seen[s] = true
				if from(s, s.Instrs) {
					return true
				}
			}
		}
		return false
	}
	b := at.Block()
	return from(b, b.Instrs[slices.Index(b.Instrs, at)+1:])
}

// releases reports whether an instruction gives something back, or tells
// somebody something.
func releases(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Send:
		return true
	case *ssa.Call:
		if builtin, ok := instr.Call.Value.(*ssa.Builtin); ok {
			return builtin.Name() == "close"
		}
		row := Row(instr.Common())
		if row.Unlocks != knowledge.NoMode || row.Name == "(*sync.WaitGroup).Done" {
			return true
		}
		_, releases := row.Releases()
		return releases
	}
	return false
}
