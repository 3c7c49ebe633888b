// Package polls finds loops that ask for something again and again and do
// nothing else: no round of them waits, changes anything, or lets others run. It
// does not report any diagnostics itself.
package polls

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/place"
)

// A Poll is a loop that spins.
type Poll struct {
	Loop flow.Loop
	// Asks is what asks, first in block order: a *ssa.Select with a default case,
	// or a call of an atomic load, of Err of a context, of len of a channel, of
	// Lock of a mutex, or of a function of the package that does one of these.
	Asks ssa.Instruction
}

// MustSpin returns the loops of fn with a round that does nothing but ask: until
// somebody else changes what it asks for, every round is like it.
//
// Such a round reads only. One that assigns to anything, or has a variable that
// differs from round to round, counts or collects something; and a call that is
// not known may take any time.
func MustSpin(g *calls.Graph, fn *ssa.Function) []Poll {
	var out []Poll
	for _, loop := range flow.Loops(fn) {
		r := round{g: g, loop: loop, state: make(map[*ssa.BasicBlock]mark)}
		if r.comesBack(loop.Head, nil) && r.asks != nil && !r.mustHappen() {
			out = append(out, Poll{loop, r.asks})
		}
	}
	return out
}

// A round looks for a way round a loop.
type round struct {
	g     *calls.Graph
	loop  flow.Loop
	state map[*ssa.BasicBlock]mark
	asks  ssa.Instruction
}

// A mark says what is known of a block of the loop.
type mark uint8

const (
	open mark = iota + 1 // on the way that is being looked at
	dead                 // no quiet way leads from here to the head
)

// comesBack reports whether control can get from b to the head of the loop over
// quiet blocks, the first of which is b.
func (r *round) comesBack(b, from *ssa.BasicBlock) bool {
	if b == r.loop.Head && from != nil {
		return r.same(from)
	}
	if !r.loop.Has(b) || r.state[b] != 0 || b != r.loop.Head && isHead(b) {
		return false // how often an inner loop runs is not known
	}
	r.state[b] = open
	before := r.asks
	if r.quiet(b) {
		for i, next := range b.Succs {
			if !chosen(b, i) && r.comesBack(next, b) {
				return true
			}
		}
	}
	r.state[b], r.asks = dead, before
	return false
}

// mustHappen reports whether the way round is one that, as a rule, is not taken
// twice: it tries to send to a channel and to receive from it, as those do who
// drop the oldest of what is in it, and one of these succeeds; or no case of a
// switch holds, and those there are may be all.
func (r *round) mustHappen() bool {
	sends, receives := make(map[place.Place]bool), make(map[place.Place]bool)
	compared := make(map[ssa.Value]int)
	for _, b := range r.loop.Blocks() {
		if r.state[b] != open {
			continue
		}
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Select:
				for _, state := range instr.States {
					if state.Dir == types.SendOnly {
						sends[place.Of(state.Chan)] = true
					} else {
						receives[place.Of(state.Chan)] = true
					}
				}
			case *ssa.If:
				if cmp, ok := instr.Cond.(*ssa.BinOp); ok && cmp.Op == token.EQL && !chosen(b, 0) {
					compared[cmp.X]++
				}
			}
		}
	}
	for ch := range sends {
		if receives[ch] {
			return true
		}
	}
	for _, n := range compared {
		if n > 1 {
			return true
		}
	}
	return false
}

// same reports whether the variables of the loop are after a round, if it ends
// in b, what they were before.
func (r *round) same(b *ssa.BasicBlock) bool {
	edge := -1
	for i, p := range r.loop.Head.Preds {
		if p == b {
			edge = i
		}
	}
	for _, instr := range r.loop.Head.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		if edge < 0 || phi.Edges[edge] != ssa.Value(phi) && !r.answer(phi.Edges[edge]) {
			return false
		}
	}
	return true
}

// isHead reports whether a block is the head of a loop.
func isHead(b *ssa.BasicBlock) bool { return slices.ContainsFunc(b.Preds, b.Dominates) }

// answer reports whether a value is what was asked for.
func (r *round) answer(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Call:
		return true // all calls of a round ask
	case *ssa.UnOp:
		_, basic := v.Type().Underlying().(*types.Basic) // what a pointer leads to is one step on
		return v.Op == token.MUL && basic || v.Op == token.NOT && r.answer(v.X)
	}
	return false
}

// chosen reports whether control takes arm i of b only if a case of a select
// was chosen: then something has happened.
func chosen(b *ssa.BasicBlock, i int) bool {
	iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok || i != 0 {
		return false
	}
	cmp, ok := iff.Cond.(*ssa.BinOp)
	if !ok {
		return false
	}
	_, _, ok = flow.Selected(cmp)
	return ok
}

// quiet reports whether a block does nothing but read and ask.
func (r *round) quiet(b *ssa.BasicBlock) bool {
	for _, instr := range b.Instrs {
		asks, ok := quiet(r.g, instr, maxDepth)
		if !ok {
			return false
		}
		if asks && r.asks == nil {
			r.asks = instr
		}
	}
	return true
}

// maxDepth bounds how deep the functions are that a round calls.
const maxDepth = 2

// quiet reports whether an instruction only reads, and whether it asks for
// something that others may change.
func quiet(g *calls.Graph, instr ssa.Instruction, depth int) (asks, ok bool) {
	switch instr := instr.(type) {
	case *ssa.Phi, *ssa.BinOp, *ssa.If, *ssa.Jump, *ssa.Extract, *ssa.FieldAddr, *ssa.Field, *ssa.IndexAddr, *ssa.Index,
		*ssa.Convert, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface, *ssa.DebugRef, *ssa.Return, *ssa.RunDefers:
		return false, true
	case *ssa.UnOp:
		return false, instr.Op != token.ARROW
	case *ssa.Alloc:
		return false, depth < maxDepth // of a callee: new each time
	case *ssa.Store:
		_, local := instr.Addr.(*ssa.Alloc)
		return false, local && depth < maxDepth
	case *ssa.Select:
		return true, !instr.Blocking
	case *ssa.Defer:
		return false, calls.Row(instr.Common()).Unlocks != knowledge.NoMode
	case *ssa.Call:
		return quietCall(g, instr, depth)
	}
	return false, false
}

func quietCall(g *calls.Graph, call *ssa.Call, depth int) (asks, ok bool) {
	common := call.Common()
	if b, isBuiltin := common.Value.(*ssa.Builtin); isBuiltin {
		return isChan(common.Args), b.Name() == "len" || b.Name() == "cap"
	}
	if effects.ErrOf(call) != nil {
		return true, true
	}
	if row := calls.Row(common); row.Locks != knowledge.NoMode || row.Unlocks != knowledge.NoMode {
		return row.Locks != knowledge.NoMode, true
	}
	if obj := calls.Object(common); obj != nil && obj.Pkg() != nil {
		switch name := obj.FullName(); {
		case obj.Pkg().Path() == "sync/atomic":
			return true, strings.HasPrefix(obj.Name(), "Load")
		case name == "time.Now", name == "time.Since", name == "time.Until",
			name == "(time.Time).Sub", name == "(time.Time).After", name == "(time.Time).Before":
			return false, true
		}
	}
	callee := g.Callee(common).Fn
	if callee == nil || depth == 0 || len(callee.Blocks) == 0 || len(flow.Loops(callee)) > 0 {
		return false, false
	}
	for _, b := range callee.Blocks {
		for _, instr := range b.Instrs {
			a, quiet := quiet(g, instr, depth-1)
			if !quiet {
				return false, false
			}
			asks = asks || a
		}
	}
	return asks, true
}

func isChan(args []ssa.Value) bool {
	if len(args) != 1 {
		return false
	}
	_, ok := args[0].Type().Underlying().(*types.Chan)
	return ok
}
