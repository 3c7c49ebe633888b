package spawns

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// maxDepth bounds how many calls deep a goroutine is followed.
const maxDepth = 4

// maxStays bounds the description of one goroutine; one with more is Unknown.
const maxStays = 32

// A Life is where a goroutine may stay on its way to its end.
type Life struct {
	// Stays are in the order of the source, callees where they are called.
	Stays []Stay
	// Unknown is set if more may be there: the body is not known, a cycle is
	// irreducible, a budget ran out.
	Unknown bool
}

// A Stay is a loop without a bound, or, outside of such loops, an operation on
// channels that may block for ever.
type Stay struct {
	Fn   *ssa.Function
	Loop flow.Loop       // Head is nil for a single operation
	Op   ssa.Instruction // of a single operation
	// Exits are the ways out, in block order; none means that there is none.
	Exits []Exit
	// Via are the calls that lead from the goroutine's body to Fn.
	Via []ssa.CallInstruction
	// Early is set if the goroutine may end without having entered the stay.
	Early bool
}

// IsLoop reports whether the stay is a loop, and not a single operation.
func (s Stay) IsLoop() bool { return s.Loop.Head != nil }

// Endless reports whether nothing but the end of the program ends the stay.
func (s Stay) Endless() bool { return len(s.Exits) == 0 }

// Syntax returns the statement of a loop, nil if there is none (goto) or the
// stay is a single operation.
func (s Stay) Syntax() ast.Stmt {
	if !s.IsLoop() || s.Fn.Syntax() == nil {
		return nil
	}
	var from, to token.Pos
	for _, b := range s.Loop.Blocks() {
		for _, instr := range b.Instrs {
			pos := instr.Pos()
			if _, isPhi := instr.(*ssa.Phi); isPhi || !pos.IsValid() {
				continue // a phi has the position of its variable
			}
			if !from.IsValid() || pos < from {
				from = pos
			}
			to = max(to, pos)
		}
	}
	var found ast.Stmt
	ast.Inspect(s.Fn.Syntax(), func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok && lit != s.Fn.Syntax() {
			return false
		}
		switch n := n.(type) {
		case *ast.ForStmt:
			if n.Pos() <= from && to < n.End() || !from.IsValid() && found == nil {
				found = n
			}
		case *ast.RangeStmt:
			if n.Pos() <= from && to < n.End() {
				found = n
			}
		}
		return true
	})
	return found
}

// Place is place.Of for a value of s.Fn, in terms of the function that starts
// the goroutine as far as the calls on the way tell.
func (s Stay) Place(site *Site, v ssa.Value) place.Place { return s.outside(site, v, place.Of) }

// outside is Place, by place.Of or by place.Now.
func (s Stay) outside(site *Site, v ssa.Value, of func(ssa.Value) place.Place) place.Place {
	p := of(v)
	for i := len(s.Via) - 1; i >= -1; i-- {
		param, ok := p.Root.(*ssa.Parameter)
		if !ok {
			return p
		}
		call, callee := site.Site, site.Body
		if i >= 0 {
			call = s.Via[i]
			callee = site.graph.Callee(call.Common())
		} else if _, isGo := call.(*ssa.Go); !isGo && site.Body.Recv == nil {
			return p // run by somebody else, with arguments of its own
		}
		index := slices.Index(param.Parent().Params, param)
		if param.Parent() != callee.Fn || index < 0 {
			return p
		}
		arg := callee.Argument(call.Common(), index)
		if arg == nil {
			return p
		}
		p = of(arg).Under(p.Path)
	}
	return p
}

// lives computes lives, each function once for each depth.
type lives struct {
	graph *calls.Graph
	done  map[livesKey]*Life
}

type livesKey struct {
	fn    *ssa.Function
	depth int
}

// of returns the life of a goroutine that runs fn.
func (ls *lives) of(fn *ssa.Function, depth int) Life {
	if fn == nil || len(fn.Blocks) == 0 || depth == 0 {
		return Life{Unknown: true}
	}
	key := livesKey{fn, depth}
	if l := ls.done[key]; l != nil {
		return *l
	}
	l := ls.compute(fn, depth)
	ls.done[key] = &l
	return l
}

func (ls *lives) compute(fn *ssa.Function, depth int) Life {
	var out Life
	if irreducible(fn) {
		out.Unknown = true
		return out
	}
	live := feasible(fn)
	stays := unbounded(fn, live)
	inside := func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(stays, func(l flow.Loop) bool { return l.Has(b) })
	}
	for _, b := range fn.Blocks {
		if !live.has(b) {
			continue
		}
		if i := slices.IndexFunc(stays, func(l flow.Loop) bool { return l.Head == b }); i >= 0 {
			out.Stays = append(out.Stays, Stay{Fn: fn, Loop: stays[i], Exits: ls.exitsOf(stays[i], live), Early: skips(fn, b, live)})
		}
		for _, instr := range b.Instrs {
			in := inside(b)
			switch instr := instr.(type) {
			case *ssa.Call:
				callee := ls.followed(instr)
				if callee == nil {
					continue
				}
				for _, stay := range ls.of(callee, depth-1).Stays {
					if in && !stay.Endless() {
						continue // the loop around it is what the goroutine stays in
					}
					stay.Via = append([]ssa.CallInstruction{instr}, stay.Via...)
					stay.Early = stay.Early || skips(fn, b, live)
					out.Stays = append(out.Stays, stay)
				}
			case *ssa.Select, *ssa.UnOp, *ssa.Send:
				if !in {
					if exits, blocks := opExits(instr); blocks {
						out.Stays = append(out.Stays, Stay{Fn: fn, Op: instr, Exits: exits, Early: skips(fn, b, live)})
					}
				}
			}
		}
	}
	if len(out.Stays) > maxStays {
		return Life{Unknown: true}
	}
	return out
}

// followed returns the function of this package that a call runs before it
// goes on, nil if that is not known.
func (ls *lives) followed(call *ssa.Call) *ssa.Function {
	if i, ok := calls.Row(call.Common()).Calls(); ok {
		if f := calls.Arg(call.Common(), i); f != nil && calls.Row(call.Common()).Once {
			return calls.FuncOf(f).Fn
		}
		return nil
	}
	callee := ls.graph.Callee(call.Common()).Fn
	if callee == nil || len(callee.Blocks) == 0 {
		return nil
	}
	return callee
}

// irreducible reports whether control can enter a cycle of fn elsewhere than
// at its head.
func irreducible(fn *ssa.Function) bool {
	state := make([]uint8, len(fn.Blocks)) // 1: on the stack, 2: done
	var visit func(b *ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		state[b.Index] = 1
		for _, s := range b.Succs {
			if state[s.Index] == 1 && !s.Dominates(b) {
				return true
			}
			if state[s.Index] == 0 && visit(s) {
				return true
			}
		}
		state[b.Index] = 2
		return false
	}
	return visit(fn.Blocks[0])
}

// edges is the part of a function's graph that control can take.
type edges struct {
	blocks []bool
	dead   map[[2]int]bool // from a block to its successor, by number
}

func (e edges) has(b *ssa.BasicBlock) bool { return e.blocks[b.Index] }

func (e edges) leads(from *ssa.BasicBlock, succ int) bool { return !e.dead[[2]int{from.Index, succ}] }

// feasible drops the edges that control cannot take: the end of a range over
// the channel of a ticker, the case that a blocking select does not have,
// conditions that are constant.
func feasible(fn *ssa.Function) edges {
	e := edges{make([]bool, len(fn.Blocks)), make(map[[2]int]bool)}
	var visit func(b *ssa.BasicBlock)
	visit = func(b *ssa.BasicBlock) {
		if e.blocks[b.Index] {
			return
		}
		e.blocks[b.Index] = true
		for i, s := range b.Succs {
			if deadEdge(b, i) {
				e.dead[[2]int{b.Index, i}] = true
				continue
			}
			visit(s)
		}
	}
	visit(fn.Blocks[0])
	return e
}

func deadEdge(b *ssa.BasicBlock, succ int) bool {
	iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	if c, ok := iff.Cond.(*ssa.Const); ok && c.Value != nil {
		return (c.Value.String() == "true") == (succ == 1)
	}
	if panicsWith(b.Succs[succ], noCase) {
		return true
	}
	if ch, ok := okOf(iff.Cond); ok && succ == 1 {
		return neverClosed(ch)
	}
	return false
}

// okOf returns the channel of which v is the ok of a receive.
func okOf(v ssa.Value) (ch ssa.Value, ok bool) {
	x, isExtract := v.(*ssa.Extract)
	if !isExtract || x.Index != 1 {
		return nil, false
	}
	if recv, isRecv := x.Tuple.(*ssa.UnOp); isRecv && recv.Op == token.ARROW {
		return recv.X, true
	}
	return nil, false
}

// unbounded returns the outermost of the loops that do not count themselves
// to an end.
func unbounded(fn *ssa.Function, live edges) []flow.Loop {
	var out []flow.Loop
	loops := flow.Loops(fn)
	slices.Reverse(loops) // outer ones first
	for _, l := range loops {
		if !live.has(l.Head) || !cycles(l, live) || bounded(l) {
			continue
		}
		if !slices.ContainsFunc(out, func(outer flow.Loop) bool { return outer.Has(l.Head) }) {
			out = append(out, l)
		}
	}
	return out
}

// cycles reports whether control can come back to the head.
func cycles(l flow.Loop, live edges) bool {
	for _, tail := range l.Head.Preds {
		if !l.Has(tail) || !live.has(tail) {
			continue
		}
		for i, s := range tail.Succs {
			if s == l.Head && live.leads(tail, i) {
				return true
			}
		}
	}
	return false
}

// bounded reports whether a loop has an exit that counts: for i := range n,
// for _, x := range xs, for i := 0; i < n; i++.
func bounded(l flow.Loop) bool {
	for _, b := range l.Blocks() {
		iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || l.Has(b.Succs[0]) && l.Has(b.Succs[1]) {
			continue
		}
		switch cond := iff.Cond.(type) {
		case *ssa.Extract:
			if _, isNext := cond.Tuple.(*ssa.Next); isNext && cond.Index == 0 {
				return true
			}
		case *ssa.BinOp:
			if counts(l, cond.X) || counts(l, cond.Y) {
				return true
			}
		}
	}
	return false
}

// counts reports whether v is a number that each round of the loop changes by
// the same amount.
func counts(l flow.Loop, v ssa.Value) bool {
	if step, ok := v.(*ssa.BinOp); ok && (step.Op == token.ADD || step.Op == token.SUB) {
		v = step.X
	}
	phi, ok := v.(*ssa.Phi)
	if !ok || !l.Has(phi.Block()) {
		return false
	}
	for i, edge := range phi.Edges {
		step, ok := edge.(*ssa.BinOp)
		if !ok || !l.Has(phi.Block().Preds[i]) || step.X != ssa.Value(phi) {
			continue
		}
		if _, constant := step.Y.(*ssa.Const); constant && (step.Op == token.ADD || step.Op == token.SUB) {
			return true
		}
	}
	return false
}

// skips reports whether the function may return without having been in b.
func skips(fn *ssa.Function, b *ssa.BasicBlock, live edges) bool {
	seen := make([]bool, len(fn.Blocks))
	var visit func(x *ssa.BasicBlock) bool
	visit = func(x *ssa.BasicBlock) bool {
		if x == b || seen[x.Index] {
			return false
		}
		seen[x.Index] = true
		if _, ok := x.Instrs[len(x.Instrs)-1].(*ssa.Return); ok {
			return true
		}
		for i, s := range x.Succs {
			if live.leads(x, i) && visit(s) {
				return true
			}
		}
		return false
	}
	return visit(fn.Blocks[0])
}

// noCase is the panic of a blocking select that has none of its cases, which
// cannot be.
const noCase = "blocking select matched no case"

// panicsWith reports whether b does nothing but panic with a text that the SSA
// builder made up.
func panicsWith(b *ssa.BasicBlock, text string) bool {
	p, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Panic)
	if !ok {
		return false
	}
	mk, ok := p.X.(*ssa.MakeInterface)
	if !ok {
		return false
	}
	c, ok := mk.X.(*ssa.Const)
	return ok && c.Value != nil && c.Value.ExactString() == `"`+text+`"`
}

// String lists the stays, for tests: "loop: recv | done; op: closed".
func (l Life) String() string {
	var parts []string
	for _, s := range l.Stays {
		parts = append(parts, s.String())
	}
	if l.Unknown {
		parts = append(parts, "unknown")
	}
	if len(parts) == 0 {
		return "ends"
	}
	return strings.Join(parts, "; ")
}

func (s Stay) String() string {
	var exits []string
	for _, e := range s.Exits {
		var causes []string
		for _, c := range e.Causes {
			causes = append(causes, c.String())
		}
		exits = append(exits, strings.Join(causes, "+"))
	}
	if s.Endless() {
		exits = []string{"none"}
	}
	kind := "op"
	if s.IsLoop() {
		kind = "loop"
	}
	if s.Early {
		kind = "maybe " + kind
	}
	return kind + ": " + strings.Join(exits, " | ")
}
