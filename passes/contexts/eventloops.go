package contexts

import (
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
)

// An EventLoop is a loop that waits in a select, once in each round: while one
// of its cases is at work, all the others wait.
type EventLoop struct {
	Loop   flow.Loop
	Select *ssa.Select
}

// EventLoops returns the event loops of fn, in block order of their selects. A
// select that some rounds go round does not make one, nor does one with a
// default case or with a single one.
func EventLoops(fn *ssa.Function) []EventLoop {
	var out []EventLoop
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			sel, ok := instr.(*ssa.Select)
			if !ok || !sel.Blocking || len(sel.States) < 2 {
				continue
			}
			// The innermost loop counts: of one around it the select is a part
			// of what a round does.
			if around := flow.Around(b); len(around) > 0 && eachRound(around[0], b) {
				out = append(out, EventLoop{around[0], sel})
			}
		}
	}
	return out
}

// eachRound reports whether every round of a loop passes b.
func eachRound(l flow.Loop, b *ssa.BasicBlock) bool {
	for _, tail := range l.Head.Preds {
		if l.Has(tail) && !b.Dominates(tail) {
			return false
		}
	}
	return true
}

// Body returns the blocks of case i that are part of the loop: what comes
// before the select is asked again. What leaves the loop is not among them.
func (e EventLoop) Body(i int) []*ssa.BasicBlock {
	head := CaseBody(e.Select, i)
	if head == nil {
		return nil
	}
	var out []*ssa.BasicBlock
	for _, b := range e.Loop.Blocks() {
		if head.Dominates(b) {
			out = append(out, b)
		}
	}
	return out
}

// Ends reports whether case i is a stop that leaves the loop.
func (e EventLoop) Ends(stops []Stop, i int) bool {
	for _, s := range stops {
		if s.Select == e.Select && s.Case == i {
			return s.Leaves(e.Loop)
		}
	}
	return false
}
