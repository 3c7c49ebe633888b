package timers

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/obligations"
)

// Left returns where control gets to, after the ticker was made, without a
// Stop: a return, or the making of the next one. It is nil if that is not shown.
func (u *Uses) Left(call *ssa.Call) ssa.Instruction {
	var goals []ssa.Instruction
	for _, b := range u.Fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != u.Fn.Recover {
			goals = append(goals, ret)
		}
	}
	goals = append(goals, call)
	if len(u.Stops) == 0 {
		for _, runner := range u.Runners {
			if !u.returns(runner) {
				return nil // it ticks as long as it is needed
			}
		}
		for _, goal := range goals {
			if u.reaches(flow.After(call), goal) {
				return goal
			}
		}
		return nil
	}
	if u.compared || len(u.Runners) > 0 {
		return nil
	}
	for _, stop := range u.Stops {
		// defer func() { t.Stop() }() stops what is in t later.
		if _, ok := stop.(*ssa.Defer); ok && u.reaches(flow.After(stop), call) {
			return nil
		}
	}
	open, free := u.open(call), obligations.Independent(u.Fn)
	held := &obligations.Held{Site: call, Fn: u.Fn, Ends: u.stopped, Open: func(branch *ssa.If) bool { return open(branch) || free(branch) }}
	for _, goal := range goals {
		if held.MustReach(goal) {
			return goal
		}
	}
	return nil
}

func (u *Uses) stopped(instr ssa.Instruction) bool { return slices.Contains(u.Stops, instr) }

// open says which branches may go either way: by an error, by what was
// received, by which case of a select was chosen, all of it after the ticker
// was made and asked only once, so that no two branches have to agree.
func (u *Uses) open(call *ssa.Call) func(*ssa.If) bool {
	return func(branch *ssa.If) bool {
		v := branch.Cond
		if cmp, ok := v.(*ssa.BinOp); ok {
			if _, ok := cmp.Y.(*ssa.Const); !ok {
				return false
			}
			v = cmp.X
		}
		instr, ok := v.(ssa.Instruction)
		if !ok || !call.Block().Dominates(instr.Block()) {
			return false
		}
		from := v
		part, isPart := v.(*ssa.Extract)
		if isPart {
			from = part.Tuple
		}
		switch from := from.(type) {
		case *ssa.Select:
			return isPart && part.Index == 0 || once(v)
		case *ssa.UnOp:
			return from.Op == token.ARROW && !u.chans[from.X] && once(v)
		case *ssa.Call:
			return types.Identical(v.Type(), types.Universe.Lookup("error").Type()) && once(v)
		}
		return false
	}
}

// once reports whether only one branch depends on v.
func once(v ssa.Value) bool {
	n := 0
	for _, ref := range *v.Referrers() {
		switch ref.(type) {
		case *ssa.BinOp, *ssa.If:
			n++
		case *ssa.Phi, *ssa.Store:
			return false
		}
	}
	return n == 1
}

// returns reports whether a function can come to its end.
func (u *Uses) returns(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != fn.Recover &&
			u.reaches(flow.Point{Block: fn.Blocks[0]}, ret) {
			return true
		}
	}
	return false
}

// reaches reports whether a path leads from a point to an instruction, past no
// stop and no receive, and not over the end of a range over a ticker, which
// there is not.
func (u *Uses) reaches(from flow.Point, to ssa.Instruction) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	var walk func(b *ssa.BasicBlock, i int) bool
	walk = func(b *ssa.BasicBlock, i int) bool {
		for _, instr := range b.Instrs[i:] {
			if instr == to {
				return true
			}
		}
		for i, next := range b.Succs {
			if i == 1 && u.endless(b) || seen[next] {
				continue
			}
			seen[next] = true
			if walk(next, 0) {
				return true
			}
		}
		return false
	}
	return walk(from.Block, from.Index)
}

// endless reports whether b is the head of a range over the channel of the
// ticker, which is never closed.
func (u *Uses) endless(b *ssa.BasicBlock) bool {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	more, ok := branch.Cond.(*ssa.Extract)
	if !ok || more.Index != 1 {
		return false
	}
	recv, ok := more.Tuple.(*ssa.UnOp)
	return ok && recv.Op == token.ARROW && u.chans[recv.X]
}

// A Way is what happens if another case of a select wins.
type Way struct {
	Select *ssa.Select
	Round  bool // the loop goes on and makes the next timer; else it is left
}

// Otherwise returns how a timer is left behind by a select in the loop that makes
// it: some other case goes on without a Stop. It prefers ways to the next round.
func (u *Uses) Otherwise(call *ssa.Call) *Way {
	if u.compared && len(u.Stops) > 0 || len(u.Runners) > 0 || len(u.Fields) > 0 {
		return nil
	}
	for _, stop := range u.Stops {
		if _, ok := stop.(*ssa.Defer); ok {
			return nil // they pile up, but that is another story
		}
	}
	loops := flow.Around(call.Block())
	var leaves *Way
	for _, b := range u.Fn.Blocks {
		if !call.Block().Dominates(b) || !slices.ContainsFunc(loops, func(l flow.Loop) bool { return l.Has(b) }) {
			continue
		}
		for _, instr := range b.Instrs {
			sel, ok := instr.(*ssa.Select)
			if !ok || !slices.ContainsFunc(sel.States, func(s *ssa.SelectState) bool { return u.chans[s.Chan] }) {
				continue
			}
			for _, from := range u.otherCases(sel) {
				if u.leads(call, from) {
					return &Way{sel, true}
				}
				leaves = &Way{sel, false}
			}
		}
	}
	if len(u.Stops) > 0 {
		return nil
	}
	return leaves
}

func (u *Uses) leads(call *ssa.Call, from flow.Point) bool {
	if len(u.Stops) == 0 && !u.receives() {
		return u.reaches(from, call)
	}
	walk := flow.Walk{Open: u.open(call), Ends: func(instr ssa.Instruction) bool {
		recv, ok := instr.(*ssa.UnOp)
		return u.stopped(instr) || ok && recv.Op == token.ARROW && u.chans[recv.X]
	}}
	return walk.Leads(from, call)
}

// receives reports whether there is a receive from the timer outside of selects.
func (u *Uses) receives() bool {
	for v := range u.chans {
		for _, ref := range *v.Referrers() {
			if recv, ok := ref.(*ssa.UnOp); ok && recv.Op == token.ARROW {
				return true
			}
		}
	}
	return false
}

// otherCases returns where control is when a case of a select was chosen that
// is not the timer's.
// The last else is the default case, or a panic.
func (u *Uses) otherCases(sel *ssa.Select) []flow.Point {
	var out []flow.Point
	var last *ssa.If
	for i, state := range sel.States {
		for _, iff := range flow.CaseBranches(sel, i) {
			if !u.chans[state.Chan] {
				out = append(out, flow.Point{Block: iff.Block().Succs[0], Pred: iff.Block()})
			}
			if i == len(sel.States)-1 {
				last = iff
			}
		}
	}
	if !sel.Blocking && last != nil {
		out = append(out, flow.Point{Block: last.Block().Succs[1], Pred: last.Block()})
	}
	return out
}
