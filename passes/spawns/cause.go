package spawns

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// A Kind says what a cause of an exit is.
type Kind uint8

const (
	Data     Kind = iota // a condition that none of the others describes
	Received             // a value was received from Chan, or it was closed
	Closed               // Chan was closed
	Sent                 // a value was sent to Chan
	Done                 // Ctx is done
	Timer                // time passed
	Error                // an operation failed
	Flag                 // a field or variable has a certain value
	Panic                // the goroutine panics, or ends the program
	Default              // no case of a select was ready
)

var kindNames = [...]string{"data", "received", "closed", "sent", "done", "timer", "error", "flag", "panic", "default"}

func (k Kind) String() string { return kindNames[k] }

// A Cause is one condition of an exit.
type Cause struct {
	Kind Kind
	Chan ssa.Value // of Received, Closed and Sent
	Ctx  ssa.Value // of Done
	Call *ssa.Call // of Error: the call that failed, nil if that is not known
	At   token.Pos
}

// An Exit is a way out of a stay. All of its causes come together: in
//
//	case <-quit:
//		if !busy {
//			return
//		}
//
// they are Received(quit) and Data.
type Exit struct {
	Causes []Cause
	From   *ssa.BasicBlock // of a loop, the block that control leaves it from
	Ends   bool            // by a panic or by the end of the program
}

// Has reports whether one of the causes is of kind k.
func (e Exit) Has(k Kind) bool {
	for _, c := range e.Causes {
		if c.Kind == k {
			return true
		}
	}
	return false
}

// maxSlice bounds the search for what a condition is computed from.
const maxSlice = 24

// exitsOf returns the ways out of a loop.
func (ls *lives) exitsOf(l flow.Loop, live edges) []Exit {
	var out []Exit
	for _, b := range l.Blocks() {
		if !live.has(b) {
			continue
		}
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok && ls.mayPanic(ls.followed(call), make(map[*ssa.Function]bool)) {
				out = append(out, Exit{Causes: []Cause{{Kind: Panic, At: call.Pos()}}, From: b, Ends: true})
			}
		}
		for i, s := range b.Succs {
			if l.Has(s) || !live.leads(b, i) {
				continue
			}
			for _, way := range split(b, i, live) {
				out = append(out, exitBy(l, way))
			}
		}
	}
	return out
}

// mayPanic reports whether a function of the package has a way on which it
// panics, or ends the program: a check that something went well, for one.
func (ls *lives) mayPanic(fn *ssa.Function, seen map[*ssa.Function]bool) bool {
	if fn == nil || seen[fn] || len(seen) > maxSlice {
		return false
	}
	seen[fn] = true
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Panic:
				if !panicsWith(b, noCase) {
					return true
				}
			case *ssa.Call:
				if ls.mayPanic(ls.followed(instr), seen) {
					return true
				}
			}
		}
	}
	return false
}

// way is an edge of the graph: from a block to its successor, by number.
type way struct {
	from *ssa.BasicBlock
	succ int
}

// split returns the ways on which control leaves by an edge. There are several
// where the cases of a select are asked for one by one outside the loop,
// because all of the rest leave it.
func split(b *ssa.BasicBlock, i int, live edges) []way {
	next := b.Succs[i]
	iff, ok := next.Instrs[len(next.Instrs)-1].(*ssa.If)
	if !ok || len(next.Preds) != 1 || len(next.Instrs) != 2 {
		return []way{{b, i}}
	}
	cmp, ok := iff.Cond.(*ssa.BinOp)
	if !ok || next.Instrs[0] != ssa.Instruction(cmp) {
		return []way{{b, i}}
	}
	if _, _, ok := flow.Selected(cmp); !ok {
		return []way{{b, i}}
	}
	var out []way
	for j := range next.Succs {
		if live.leads(next, j) {
			out = append(out, split(next, j, live)...)
		}
	}
	return out
}

// exitBy is the exit of a loop by one way.
func exitBy(l flow.Loop, w way) Exit {
	from := w.from
	for !l.Has(from) {
		from = from.Idom()
	}
	e := Exit{From: from, Ends: endsIn(w.from.Succs[w.succ])}
	if to := w.from.Succs[w.succ]; e.Ends {
		e.Causes = append(e.Causes, Cause{Kind: Panic, At: to.Instrs[len(to.Instrs)-1].Pos()})
	}
	if iff, ok := w.from.Instrs[len(w.from.Instrs)-1].(*ssa.If); ok {
		e.Causes = append(e.Causes, guard(l, iff.Cond, w.succ == 0, maxSlice)...)
	}
	if l.Has(w.from) {
		e.Causes = append(e.Causes, guards(l, w.from)...)
	} else {
		e.Causes = append(e.Causes, guards(l, from)...)
	}
	return e
}

// endsIn reports whether control that gets to b ends in a panic there.
func endsIn(b *ssa.BasicBlock) bool {
	_, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Panic)
	return ok
}

// guards returns the conditions under which control gets from the head of the
// loop to b.
func guards(l flow.Loop, b *ssa.BasicBlock) []Cause {
	var out []Cause
	for at := b; at != l.Head; at = at.Idom() {
		dom := at.Idom()
		if dom == nil || !l.Has(dom) {
			break
		}
		iff, ok := dom.Instrs[len(dom.Instrs)-1].(*ssa.If)
		if !ok || len(at.Preds) != 1 {
			continue
		}
		out = append(out, guard(l, iff.Cond, dom.Succs[0] == at, maxSlice)...)
	}
	return out
}

// guard returns what makes cond be is.
func guard(l flow.Loop, cond ssa.Value, is bool, budget int) []Cause {
	if budget == 0 {
		return []Cause{{Kind: Data, At: cond.Pos()}}
	}
	switch v := cond.(type) {
	case *ssa.UnOp:
		if v.Op == token.NOT {
			return guard(l, v.X, !is, budget-1)
		}
	case *ssa.BinOp:
		if sel, i, ok := flow.Selected(v); ok {
			if is {
				return caseCauses(sel, i)
			}
			if i == len(sel.States)-1 && !sel.Blocking {
				return []Cause{{Kind: Default, At: sel.Pos()}}
			}
			return nil // not this case: says nothing
		}
		if place.IsNil(v.Y) && place.IsError(v.X.Type()) {
			if ctx := effects.ErrOf(v.X); ctx != nil && (v.Op == token.NEQ) == is {
				return []Cause{{Kind: Done, Ctx: ctx, At: v.Pos()}}
			}
			causes := sources(v.X, budget)
			if (v.Op == token.NEQ) == is {
				causes = append(causes, Cause{Kind: Error, Call: callOf(v.X), At: v.Pos()})
			}
			return causes
		}
	case *ssa.Extract:
		if sel, ok := v.Tuple.(*ssa.Select); ok && v.Index == 1 {
			if is {
				return nil
			}
			// The guards around say which case it was.
			return []Cause{{Kind: Closed, At: sel.Pos()}}
		}
		if ch, ok := okOf(v); ok {
			if is {
				return []Cause{{Kind: Received, Chan: ch, At: v.Tuple.Pos()}}
			}
			return []Cause{{Kind: Closed, Chan: ch, At: v.Tuple.Pos()}}
		}
	case *ssa.Phi:
		return phiCauses(l, v, is, budget)
	}
	return append(sources(cond, budget), Cause{Kind: Data, At: cond.Pos()})
}

// phiCauses follows a flag that is set on the way: the ways on which it was
// set to the value.
func phiCauses(l flow.Loop, phi *ssa.Phi, is bool, budget int) []Cause {
	var out []Cause
	ways := 0
	for i, edge := range phi.Edges {
		pred := phi.Block().Preds[i]
		c, ok := edge.(*ssa.Const)
		if !ok || c.Value == nil {
			if edge == ssa.Value(phi) {
				continue
			}
			return []Cause{{Kind: Data, At: phi.Pos()}}
		}
		if (c.Value.String() == "true") != is || !l.Has(pred) {
			continue
		}
		ways++
		if iff, ok := pred.Instrs[len(pred.Instrs)-1].(*ssa.If); ok {
			out = append(out, guard(l, iff.Cond, pred.Succs[0] == phi.Block(), budget/2)...)
		}
		out = append(out, guards(l, pred)...)
	}
	if ways != 1 { // several ways are no conjunction
		return []Cause{{Kind: Data, At: phi.Pos()}}
	}
	return out
}

// caseCauses returns what makes case i of a select happen.
func caseCauses(sel *ssa.Select, i int) []Cause {
	state := sel.States[i]
	if state.Dir == types.SendOnly {
		return []Cause{{Kind: Sent, Chan: state.Chan, At: state.Pos}}
	}
	return []Cause{receives(state.Chan, state.Pos)}
}

// receives says what a receive from ch waits for.
func receives(ch ssa.Value, at token.Pos) Cause {
	if ctx := effects.DoneOf(ch); ctx != nil {
		return Cause{Kind: Done, Ctx: ctx, At: at}
	}
	if ofTime(ch) {
		return Cause{Kind: Timer, Chan: ch, At: at}
	}
	return Cause{Kind: Received, Chan: ch, At: at}
}

// opExits returns what lets a single operation go on, and whether it may
// block at all.
func opExits(instr ssa.Instruction) (exits []Exit, blocks bool) {
	one := func(c Cause) ([]Exit, bool) { return []Exit{{Causes: []Cause{c}, From: instr.Block()}}, true }
	switch instr := instr.(type) {
	case *ssa.Send:
		return one(Cause{Kind: Sent, Chan: instr.Chan, At: instr.Pos()})
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			return one(receives(instr.X, instr.Pos()))
		}
	case *ssa.Select:
		if !instr.Blocking {
			return nil, false
		}
		for i := range instr.States {
			exits = append(exits, Exit{Causes: caseCauses(instr, i), From: instr.Block()})
		}
		return exits, true
	}
	return nil, false
}

func (c Cause) String() string {
	on := c.Chan
	if c.Kind == Done {
		on = c.Ctx
	}
	if on == nil {
		return c.Kind.String()
	}
	p := place.Of(on)
	name := strings.TrimPrefix(p.Path, ".")
	if name == "" {
		name = p.Root.Name()
	}
	return c.Kind.String() + "(" + name + ")"
}
