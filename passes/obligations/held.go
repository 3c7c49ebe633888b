package obligations

import (
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
)

// Held asks where something that a function holds must still be held.
//
// An instruction is reached with it in hand for certain in two cases. One is
// that every path that leads there comes from where it is held and passes
// nothing that ends that: then no branch has to be judged, whoever gets there
// holds it. The other is that a flow.Walk leads there, by branches that are
// free.
type Held struct {
	// Site is the instruction that gets it, nil if it is held on entry to Fn.
	Site ssa.Instruction
	Fn   *ssa.Function
	// From are the arms of the tests that tell that Site has got it, as points
	// with a Pred; nil means that it always does.
	From []flow.Point
	// Ends reports whether an instruction may end that it is held.
	Ends func(ssa.Instruction) bool
	// Arm tells what it means for a branch that it is held. It may be nil.
	Arm func(branch *ssa.If, arm int) flow.Arm
	// Open reports whether a branch is free. It may be nil.
	Open func(branch *ssa.If) bool

	on    []state // by block, on entry; nil if not solved yet
	armed []rearm
}

// A state is a set of what may be true of a path.
type state uint8

const (
	free   state = 1 << iota // not held: not yet, or not got
	unsure                   // Site has been executed; whether it was got is not known
	held
	over // was held
)

// A rearm is an arm on which it is held again.
type rearm struct {
	flow.Point
	always bool // not only on paths that a walk has shown
}

// Retry tells of a call that ends it, but where the call fails, on the arms at
// From, it may be held still. It counts if the call is made with it in hand.
func (h *Held) Retry(call ssa.Instruction, from []flow.Point) {
	if !h.MustStart(call) {
		return
	}
	always := h.before(call) == held
	for _, p := range from {
		h.armed = append(h.armed, rearm{p, always})
	}
	h.on = nil
}

// MustReach reports whether control can get to an instruction with it in hand.
// It is a must-claim: false means "not shown".
func (h *Held) MustReach(goal ssa.Instruction) bool {
	if h.on == nil {
		h.solve()
	}
	if goal != h.Site && h.Ends(goal) {
		return false
	}
	if goal == h.Site {
		// The first time it comes from where nothing is held.
		return h.before(goal)&over == 0 && h.comesBack() || h.leads(goal)
	}
	return h.before(goal) == held || h.leads(goal)
}

// MustStart is MustReach for an instruction that ends it: whether it has it until
// then.
func (h *Held) MustStart(instr ssa.Instruction) bool {
	if h.on == nil {
		h.solve()
	}
	return h.before(instr) == held || h.leads(instr)
}

// comesBack reports whether a jump back in a loop around Site is made with it in
// hand, and only so.
func (h *Held) comesBack() bool {
	for _, l := range flow.Around(h.Site.Block()) {
		for _, pred := range l.Head.Preds {
			if !l.Has(pred) {
				continue
			}
			for arm, succ := range pred.Succs {
				if succ == l.Head && h.edge(pred, arm, h.through(pred, h.on[pred.Index], nil)) == held {
					return true
				}
			}
		}
	}
	return false
}

func (h *Held) leads(goal ssa.Instruction) bool {
	from := h.From
	switch {
	case h.Site == nil:
		from = []flow.Point{{Block: h.Fn.Blocks[0]}}
	case from == nil:
		from = []flow.Point{flow.After(h.Site)}
	}
	walk := flow.Walk{
		Ends: func(instr ssa.Instruction) bool { return instr == h.Site || h.Ends(instr) },
		Open: h.Open,
		Arm:  h.Arm,
	}
	for _, p := range from {
		if p.Pred != nil && h.through(p.Pred, h.on[p.Pred.Index], nil)&over != 0 {
			continue // over before anybody has asked
		}
		if walk.Leads(p, goal) {
			return true
		}
	}
	for _, p := range h.armed {
		if walk.Leads(p.Point, goal) {
			return true
		}
	}
	return false
}

// solve spreads the states over the blocks.
func (h *Held) solve() {
	h.on = make([]state, len(h.Fn.Blocks))
	done := make([]state, len(h.Fn.Blocks))
	h.on[0] = free
	if h.Site == nil {
		h.on[0] = held
	}
	for changed := true; changed; {
		changed = false
		for i, b := range h.Fn.Blocks {
			if h.on[i] == done[i] {
				continue
			}
			done[i], changed = h.on[i], true
			out := h.through(b, h.on[i], nil)
			for arm, succ := range b.Succs {
				h.on[succ.Index] |= h.edge(b, arm, out)
			}
		}
	}
}

// before is the state in which an instruction is reached.
func (h *Held) before(goal ssa.Instruction) state {
	return h.through(goal.Block(), h.on[goal.Block().Index], goal)
}

// through is the state behind a block, or before an instruction in it.
func (h *Held) through(b *ssa.BasicBlock, s state, until ssa.Instruction) state {
	for _, instr := range b.Instrs {
		switch {
		case s == 0 || instr == until:
			return s
		case instr == h.Site && h.From == nil:
			s = held
		case instr == h.Site:
			s = unsure
		case s&(held|unsure) != 0 && h.Ends(instr):
			s = s&free | over
		}
	}
	return s
}

// edge is the state on the way to a successor of a block.
func (h *Held) edge(b *ssa.BasicBlock, arm int, s state) state {
	succ := b.Succs[arm]
	for _, from := range h.From {
		switch {
		case from.Pred != b:
		case from.Block != succ:
			return s&over | free // the arm on which it was not got
		case s&(unsure|held) != 0:
			return s&over | held
		default:
			return s & over
		}
	}
	for _, from := range h.armed {
		if from.Pred == b && from.Block == succ && from.always && s == over {
			return held
		}
	}
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok || h.Arm == nil || s&(held|unsure) == 0 {
		return s
	}
	switch h.Arm(branch, arm) {
	case flow.Never:
		return s & free
	case flow.Ending:
		return s&free | over
	}
	return s
}
