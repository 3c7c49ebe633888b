package flow

import (
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// A Walk asks whether control can be shown to get from one point of a
// function to another. "Some path of the graph leads there" is too weak for
// that: a flag set on the way may close the path,
//
//	select {
//	case <-t.C:
//		fired = true
//	case <-quit:
//	}
//	if !fired {
//		... // not after <-t.C
//	}
//
// so a branch counts only if its condition is known to be free, if it can be
// evaluated, or if both of its arms lead there.
type Walk struct {
	// Ends reports whether the walk is over at an instruction, because what
	// was true at its start no longer is. It may be nil.
	Ends func(ssa.Instruction) bool
	// Open reports whether a branch may go either way, whatever happened
	// before: by the outcome of a select, by an error. It may be nil.
	Open func(branch *ssa.If) bool
	// Arm tells what else is known of an arm of a branch. It may be nil.
	Arm func(branch *ssa.If, arm int) Arm
}

// An Arm is what is known of one arm of a branch.
type Arm uint8

const (
	Taken  Arm = iota // perhaps
	Never             // not by what was true at the start of the walk
	Ending            // the walk is over there, as at an instruction that ends it
)

// A Point is where a walk starts: before instruction Index of Block. Pred is
// the block that control came from, nil if that is not known; it tells the
// values of the phis of Block.
type Point struct {
	Block, Pred *ssa.BasicBlock
	Index       int
}

// After returns the point behind an instruction.
func After(instr ssa.Instruction) Point {
	b := instr.Block()
	for i, other := range b.Instrs {
		if other == instr {
			return Point{Block: b, Index: i + 1}
		}
	}
	return Point{Block: b, Index: len(b.Instrs)}
}

// edge is the state of a walk on entry to a block: where it is, and where it
// came from.
type edge struct{ pred, block *ssa.BasicBlock }

// Leads reports whether control that is at from must be assumed able to get
// to the instruction to. It is a must-claim: false means "not shown".
//
// It is the least solution of: a block leads there if to is in it, or if it
// does not end the walk and its exit leads there. Loops whose condition
// cannot be judged are therefore never proof of anything behind them.
func (w Walk) Leads(from Point, to ssa.Instruction) bool {
	fn := from.Block.Parent()
	if to.Parent() != fn {
		return false
	}
	leads := make(map[edge]bool)
	for changed := true; changed; {
		changed = false
		// Backwards, since what is known spreads from the end.
		for i := len(fn.Blocks) - 1; i >= 0; i-- {
			b := fn.Blocks[i]
			for _, pred := range b.Preds {
				e := edge{pred, b}
				if !leads[e] && w.from(Point{Block: b, Pred: pred}, to, leads) {
					leads[e], changed = true, true
				}
			}
		}
	}
	return w.from(from, to, leads)
}

func (w Walk) from(p Point, to ssa.Instruction, leads map[edge]bool) bool {
	b := p.Block
	for _, instr := range b.Instrs[p.Index:] {
		if instr == to {
			return true
		}
		if w.Ends != nil && w.Ends(instr) {
			return false
		}
	}
	if len(b.Instrs) == 0 {
		return false
	}
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return len(b.Succs) == 1 && leads[edge{b, b.Succs[0]}]
	}
	yes, no := leads[edge{b, b.Succs[0]}], leads[edge{b, b.Succs[1]}]
	if w.Arm != nil {
		first, second := w.Arm(branch, 0), w.Arm(branch, 1)
		yes, no = yes && first == Taken, no && second == Taken
		switch {
		case first == Never:
			return no
		case second == Never:
			return yes
		}
	}
	if value, known := outcome(branch.Cond, p); known {
		if value {
			return yes
		}
		return no
	}
	if w.Open != nil && w.Open(branch) {
		return yes || no
	}
	return yes && no
}

// outcome evaluates a condition at the end of p.Block: a constant, or a phi of
// that block which is constant on the way that control came, or its negation.
func outcome(cond ssa.Value, p Point) (value, known bool) {
	switch cond := cond.(type) {
	case *ssa.Const:
		if cond.Value == nil || cond.Value.Kind() != constant.Bool {
			return false, false
		}
		return constant.BoolVal(cond.Value), true
	case *ssa.UnOp:
		if cond.Op == token.NOT {
			value, known = outcome(cond.X, p)
			return !value, known
		}
	case *ssa.Phi:
		if cond.Block() != p.Block || p.Pred == nil {
			return false, false
		}
		for i, pred := range p.Block.Preds {
			if pred != p.Pred {
				continue
			}
			c, ok := cond.Edges[i].(*ssa.Const)
			if !ok {
				return false, false
			}
			v, ok := outcome(c, p)
			if !ok || known && v != value {
				return false, false
			}
			value, known = v, true
		}
	}
	return value, known
}
