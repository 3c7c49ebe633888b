package obligations

import (
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
)

// awaitsReader reports whether, where the reader of a pipe is lost, somebody has
// its writer, and is blocked by it: before that nobody writes, and a writer that
// is closed blocks nobody.
func awaitsReader(o Obligation, goal ssa.Instruction) bool {
	call, ok := o.Site.(*ssa.Call)
	if !ok || o.Row.Name != "io.Pipe" {
		return true
	}
	w := result(call, 1)
	if w == nil {
		return false
	}
	has := false
	for _, v := range reads(w) {
		for _, ref := range append(*v.Referrers(), capturing(v)...) {
			switch ref := ref.(type) {
			case *ssa.MakeClosure:
				has = has || flow.Precedes(ref, goal)
			case ssa.CallInstruction:
				if _, recv := calls.Args(ref.Common()); recv != v {
					has = has || flow.Precedes(ref, goal)
				} else if flow.Reaches(ref, goal, nil) {
					return false // closed
				}
			case *ssa.MakeInterface:
				has = has || flow.Precedes(ref, goal)
			}
		}
	}
	return has
}

// capturing returns the literals that capture the variable that a value is
// assigned to.
func capturing(v ssa.Value) []ssa.Instruction {
	var out []ssa.Instruction
	for _, ref := range *v.Referrers() {
		store, ok := ref.(*ssa.Store)
		if !ok || store.Val != v {
			continue
		}
		if cell, ok := store.Addr.(*ssa.Alloc); ok {
			for _, use := range *cell.Referrers() {
				if mc, ok := use.(*ssa.MakeClosure); ok {
					out = append(out, mc)
				}
			}
		}
	}
	return out
}
