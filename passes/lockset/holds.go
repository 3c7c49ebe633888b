package lockset

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// This file keeps what is held where.

// MustHold returns the locks that every path holds at an instruction.
func (f *Function) MustHold(at ssa.Instruction) []Held {
	if h := f.holding(at); h != nil {
		return h.must
	}
	return nil
}

// MayHold returns the locks that some path holds at an instruction.
func (f *Function) MayHold(at ssa.Instruction) []Held {
	if h := f.holding(at); h != nil {
		return h.may
	}
	return nil
}

// A holding is what paths hold at one instruction.
type holding struct {
	at        ssa.Instruction
	seen      bool // by some path
	must, may []Held
}

func (f *Function) holding(at ssa.Instruction) *holding {
	b := at.Block()
	if at.Parent() != f.Fn || b.Index >= len(f.holds) {
		return nil
	}
	for i := range f.holds[b.Index] {
		if h := &f.holds[b.Index][i]; h.at == at {
			return h
		}
	}
	return nil
}

// watched are the instructions of which anybody asks what is held there.
func watched(instr ssa.Instruction) bool {
	switch instr.(type) {
	case *ssa.Call, *ssa.Select, *ssa.Send, *ssa.UnOp, *ssa.RunDefers, *ssa.Go:
		return true
	}
	return false
}

// holdingsOf returns the holdings of a block, in order.
func (r *runner) holdingsOf(b *ssa.BasicBlock) []holding {
	all := r.out.holds[b.Index]
	if all != nil {
		return all
	}
	n := 0
	for _, instr := range b.Instrs {
		if watched(instr) {
			n++
		}
	}
	all = make([]holding, 0, n)
	for _, instr := range b.Instrs {
		if watched(instr) {
			all = append(all, holding{at: instr})
		}
	}
	r.out.holds[b.Index] = all
	return all
}

// meet keeps the intersection, and the union, of what all states hold.
func (h *holding) meet(held []Held) {
	if !h.seen {
		h.seen, h.must, h.may = true, held, held
		return
	}
	for _, x := range held {
		if !contains(h.may, x) {
			h.may = with(h.may, x)
		}
	}
	h.must = except(h.must, func(x Held) bool { return !contains(held, x) })
}

// contains reports whether a lock is among those held, wherever it was taken.
func contains(held []Held, h Held) bool {
	return slices.ContainsFunc(held, func(o Held) bool { return o.Lock == h.Lock && o.Read == h.Read && o.Stale == h.Stale })
}
