package flow

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Loop is a natural loop: the blocks from which control can come back to
// Head without leaving through it.
//
// A cycle that can be entered in the middle, by goto, is irreducible and is no
// Loop. The body of a range over a function is none either: ssa makes it a
// function literal of its own (see InRangeFunc).
type Loop struct {
	Head   *ssa.BasicBlock
	blocks []bool // by index of the block
}

// Has reports whether b is part of the loop.
func (l Loop) Has(b *ssa.BasicBlock) bool { return b.Parent() == l.Head.Parent() && l.blocks[b.Index] }

// Blocks returns the blocks of the loop, in order of their index.
func (l Loop) Blocks() []*ssa.BasicBlock {
	var out []*ssa.BasicBlock
	for i, in := range l.blocks {
		if in {
			out = append(out, l.Head.Parent().Blocks[i])
		}
	}
	return out
}

// Loops returns the natural loops of fn, inner loops before those around them.
func Loops(fn *ssa.Function) []Loop {
	var loops []Loop
	for _, head := range fn.Blocks {
		l := Loop{head, make([]bool, len(fn.Blocks))}
		l.blocks[head.Index] = true
		isLoop := false
		for _, tail := range head.Preds {
			if head.Dominates(tail) {
				isLoop = true
				l.addUp(tail)
			}
		}
		if isLoop {
			loops = append(loops, l)
		}
	}
	slices.SortStableFunc(loops, func(a, b Loop) int { return cmp.Compare(a.size(), b.size()) })
	return loops
}

// addUp adds b and all from which control can reach b without passing Head.
func (l *Loop) addUp(b *ssa.BasicBlock) {
	if l.blocks[b.Index] {
		return
	}
	l.blocks[b.Index] = true
	for _, p := range b.Preds {
		l.addUp(p)
	}
}

func (l Loop) size() int {
	n := 0
	for _, in := range l.blocks {
		if in {
			n++
		}
	}
	return n
}

// Around returns the loops whose cycle passes through b, innermost first. A
// block that always leaves the loop, by return or break, is not on its cycle.
func Around(b *ssa.BasicBlock) []Loop {
	var out []Loop
	for _, l := range Loops(b.Parent()) {
		if l.Has(b) {
			out = append(out, l)
		}
	}
	return out
}

// InRangeFunc reports whether fn is the body of a range over a function. Its
// syntax is a *ast.RangeStmt, and its parent runs it in the same goroutine.
func InRangeFunc(fn *ssa.Function) bool { return fn.Synthetic == "range-over-func yield" }
