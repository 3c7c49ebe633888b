package automata

import (
	"fmt"
	"go/constant"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A fact says what a value, a variable, or a condition is.
type fact struct {
	in   *frame
	v    ssa.Value
	slot ref
	key  string
}

// A state is a place of control, and what is known there.
type state struct {
	stack []activation // innermost last
	block *ssa.BasicBlock
	index int
	facts map[fact]term
}

// An activation is a call of a function that has not returned.
type activation struct {
	in     *frame
	defers []*ssa.Defer
	// Where to go on in the function below, when this one returns.
	block *ssa.BasicBlock
	index int
}

func (st *state) top() *activation { return &st.stack[len(st.stack)-1] }

func (st *state) frame() *frame { return st.top().in }

func (st *state) clone() *state {
	c := &state{stack: slices.Clone(st.stack), block: st.block, index: st.index, facts: make(map[fact]term, len(st.facts))}
	for k, v := range st.facts {
		c.facts[k] = v
	}
	return c
}

// at returns the state at another place of the same function.
func (st *state) at(b *ssa.BasicBlock, index int) *state {
	c := st.clone()
	c.block, c.index = b, index
	return c
}

// next is the state behind the current instruction.
func (st *state) next() *state { return st.at(st.block, st.index+1) }

// key identifies a state.
func (st *state) key(s *scope) string {
	var b strings.Builder
	for _, a := range st.stack {
		fmt.Fprintf(&b, "%d", a.in.index)
		if a.block != nil {
			fmt.Fprintf(&b, "@%d.%d", a.block.Index, a.index)
		}
		for _, d := range a.defers {
			fmt.Fprintf(&b, "d%d.%d", d.Block().Index, slices.Index(d.Block().Instrs, ssa.Instruction(d)))
		}
		b.WriteByte(';')
	}
	fmt.Fprintf(&b, "%d.%d", st.block.Index, st.index)
	lines := make([]string, 0, len(st.facts))
	for k, t := range st.facts {
		name := k.key
		switch {
		case k.v != nil:
			name = s.name(k.in, k.v)
		case k.slot.obj != nil:
			name = fmt.Sprintf("&%d%s", k.slot.obj.index, k.slot.path)
		}
		lines = append(lines, name+"="+t.text())
	}
	slices.Sort(lines)
	for _, l := range lines {
		b.WriteString("|" + l)
	}
	return b.String()
}

// clip forgets numbers that count too far.
func clip(t term) term {
	if t.c != nil && t.c.Kind() == constant.Int {
		if i, ok := constant.Int64Val(t.c); !ok || i > maxNumber || i < -maxNumber {
			return taint
		}
	}
	return t
}

// ends reports whether the way to a block is the end of the scope: the next
// iteration makes its objects anew.
func (w *walker) ends(st *state, to *ssa.BasicBlock) bool {
	return st.frame() == w.s.top && w.s.level != nil && to == w.s.level.Head
}

// enter returns the state at the beginning of a block, after the one of st.
func (w *walker) enter(st *state, to *ssa.BasicBlock) *state {
	f := st.frame()
	c := st.at(to, 0)
	back := to.Dominates(st.block)
	if back {
		c.forget(f, loopOf(to))
	}
	pred := slices.Index(to.Preds, st.block)
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		t := w.term(st, f, phi.Edges[pred])
		if t.c == nil || t.c.Kind() != constant.Int || !w.s.counts(w, f, phi) {
			t = clip(t)
		} else if i, ok := constant.Int64Val(t.c); !ok || i > maxTrips {
			t = taint
		}
		if back && !t.known() {
			t = taint
		}
		c.facts[fact{in: f, v: phi}] = t
	}
	return c
}

// forget drops what is known of values that a loop computes.
func (st *state) forget(f *frame, in func(*ssa.BasicBlock) bool) {
	inside := func(d dep) bool {
		if d.in != f {
			return false
		}
		instr, ok := d.v.(ssa.Instruction)
		return ok && in(instr.Block())
	}
	for k, t := range st.facts {
		switch {
		case k.v != nil && inside(dep{k.in, k.v}):
			delete(st.facts, k)
		case k.key != "" && slices.ContainsFunc(t.deps, inside):
			delete(st.facts, k)
		case k.slot.obj != nil && slices.ContainsFunc(t.deps, inside):
			st.facts[k] = taint
		}
	}
}

// loopOf returns the blocks from which control can come back to head.
func loopOf(head *ssa.BasicBlock) func(*ssa.BasicBlock) bool {
	return func(b *ssa.BasicBlock) bool { return b == head || head.Dominates(b) && reaches(b, head, nil) }
}

// prune drops facts that no later branch can ask for.
func (w *walker) prune(st *state) {
	active := make(map[*frame]*ssa.BasicBlock)
	for i, a := range st.stack {
		b := st.block
		if i+1 < len(st.stack) {
			b = st.stack[i+1].block
		}
		active[a.in] = b
	}
	live := func(d dep) bool {
		b, ok := active[d.in]
		return ok && w.s.liveAt(d.v, b)
	}
	for k, t := range st.facts {
		switch {
		case k.v != nil:
			if !live(dep{k.in, k.v}) {
				delete(st.facts, k)
			}
		case k.key != "":
			if !slices.ContainsFunc(t.deps, live) {
				delete(st.facts, k)
			}
		}
	}
}

// liveAt reports whether something at or after a block uses a value.
func (s *scope) liveAt(v ssa.Value, b *ssa.BasicBlock) bool {
	refs := v.Referrers()
	if refs == nil {
		return false
	}
	for _, r := range *refs {
		if _, debug := r.(*ssa.DebugRef); debug {
			continue
		}
		if r.Block() == b || r.Parent() == b.Parent() && s.reachable(b, r.Block()) {
			return true
		}
	}
	return false
}
