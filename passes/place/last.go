package place

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// LastStore returns the value that a local variable must have where load reads
// it: that of the one assignment that reaches load on every path. It is nil if
// several do, or if some assignment cannot be ordered before the load, as one
// in a literal or one after the literal that reads was made.
func LastStore(load *ssa.UnOp, cell *ssa.Alloc) ssa.Value {
	owner := cell.Parent()
	stores, all := storesTo(cell)
	if !all || slices.ContainsFunc(stores, func(s *ssa.Store) bool { return s.Parent() != owner }) {
		return nil
	}
	var at ssa.Instruction = load
	for fn := load.Parent(); fn != owner; fn = fn.Parent() {
		// A literal runs at any time after it was made.
		mk := MakeOf(fn)
		if mk == nil {
			return nil
		}
		at = mk
	}
	if at != ssa.Instruction(load) && slices.ContainsFunc(stores, func(s *ssa.Store) bool { return follows(at, s, cell) }) {
		return nil
	}
	return lastBefore(at, cell)
}

// storesTo returns the assignments to a variable, and whether these are all.
func storesTo(cell *ssa.Alloc) (stores []*ssa.Store, all bool) {
	all = eachStore(cell, func(s *ssa.Store) bool {
		stores = append(stores, s)
		return true
	})
	return stores, all
}

// lastBefore walks back from at to the assignments that reach it.
func lastBefore(at ssa.Instruction, cell *ssa.Alloc) ssa.Value {
	var last *ssa.Store
	// before scans b from instruction i-1 up; it reports whether all is known.
	seen := make(map[*ssa.BasicBlock]bool)
	var before func(b *ssa.BasicBlock, i int) bool
	before = func(b *ssa.BasicBlock, i int) bool {
		for i--; i >= 0; i-- {
			switch instr := b.Instrs[i].(type) {
			case *ssa.Store:
				if c, ok := instr.Addr.(*ssa.Alloc); ok && c == cell {
					if last != nil && last != instr {
						return false
					}
					last = instr
					return true
				}
			case *ssa.Alloc:
				if instr == cell {
					return false // not assigned: nil
				}
			}
		}
		if len(b.Preds) == 0 {
			return false
		}
		for _, p := range b.Preds {
			if seen[p] {
				continue
			}
			seen[p] = true
			if !before(p, len(p.Instrs)) {
				return false
			}
		}
		return true
	}
	if !before(at.Block(), slices.Index(at.Block().Instrs, at)) || last == nil {
		return nil
	}
	return last.Val
}

// follows reports whether a store may be executed after at, to the same
// instance of the variable: without passing its declaration in between.
func follows(at ssa.Instruction, s *ssa.Store, cell *ssa.Alloc) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	var after func(b *ssa.BasicBlock, i int) bool
	after = func(b *ssa.BasicBlock, i int) bool {
		for _, instr := range b.Instrs[i:] {
			if instr == ssa.Instruction(s) {
				return true
			}
			if instr == ssa.Instruction(cell) {
				return false
			}
		}
		for _, succ := range b.Succs {
			if !seen[succ] {
				seen[succ] = true
				if after(succ, 0) {
					return true
				}
			}
		}
		return false
	}
	return after(at.Block(), slices.Index(at.Block().Instrs, at)+1)
}
