package timerdrain

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// A proof is why a drain blocks for ever.
type proof struct {
	pos     token.Pos // of the receive, or of the parenthesis of a call: of Stop, of AfterFunc
	stopped bool
	nilChan bool
}

// prover finds proofs in the SSA form of a package.
type prover struct {
	ssa    *ssabuild.SSA
	stops  map[*ast.CallExpr]*ssa.Call // of timers
	drains map[token.Pos]bool          // receives that are in a drain themselves
}

func newProver(pass *analysis.Pass, drains []drain) *prover {
	p := &prover{
		ssa:    pass.ResultOf[ssabuild.Analyzer].(*ssabuild.Lazy).Get(),
		stops:  make(map[*ast.CallExpr]*ssa.Call),
		drains: make(map[token.Pos]bool),
	}
	for _, d := range drains {
		p.drains[d.recv.OpPos] = true
	}
	if p.ssa == nil {
		return p
	}
	for _, fn := range p.ssa.Funcs {
		for instr := range instructions(fn) {
			if call, ok := instr.(*ssa.Call); ok && method(call) == "Stop" {
				p.stops[p.ssa.CallExpr(call)] = call
			}
		}
	}
	return p
}

// method returns which method of time.Timer an instruction calls, now,
// deferred or in a goroutine; "" if none.
func method(instr ssa.Instruction) string {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return ""
	}
	fn := calls.Object(call.Common())
	if fn == nil {
		return ""
	}
	switch fn.FullName() {
	case "(*time.Timer).Stop":
		return "Stop"
	case "(*time.Timer).Reset":
		return "Reset"
	}
	return ""
}

// of returns the proof that d blocks for ever, nil if there is none.
func (p *prover) of(d drain) *proof {
	stop := p.stops[d.stop]
	if stop == nil {
		return nil
	}
	t := &timer{place: place.Of(stop.Call.Args[0]), home: stop.Parent(), prover: p}
	if pos := t.afterFunc(); pos.IsValid() {
		return &proof{pos: pos, nilChan: true}
	}
	if !t.place.Exact() {
		return nil // t.C and t.Stop may be of different elements
	}
	if t.private() {
		if found := t.spentBefore(stop); found != nil {
			return found
		}
	}
	// func() { ... }, deferred where the timer is used.
	once := deferred(t.home)
	if once == nil {
		return nil
	}
	body := flow.Walk{Ends: t.renewed, Open: open(nil)}
	if !body.Leads(flow.Point{Block: t.home.Blocks[0]}, stop) {
		return nil
	}
	t.home = once.Parent()
	if !t.private() {
		return nil
	}
	for instr := range instructions(t.home) {
		if run, ok := instr.(*ssa.RunDefers); ok {
			if found := t.spentBefore(run, once); found != nil {
				return found
			}
		}
	}
	return nil
}

// deferred returns the one defer statement that a literal is made for.
func deferred(fn *ssa.Function) *ssa.Defer {
	made := place.MakeOf(fn)
	if made == nil || made.Referrers() == nil {
		return nil
	}
	var only *ssa.Defer
	for _, ref := range *made.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Defer:
			if only != nil || ref.Call.Value != ssa.Value(made) {
				return nil
			}
			only = ref
		case *ssa.DebugRef:
		default:
			return nil
		}
	}
	return only
}

// spentBefore returns a receive from the timer, or a Stop, that leads to the
// instruction drain without a Reset on the way. Those in after must have been
// executed by then.
func (t *timer) spentBefore(drain ssa.Instruction, after ...*ssa.Defer) *proof {
	var found []proof
	for instr := range instructions(t.home) {
		for _, s := range t.spends(instr) {
			for _, d := range after {
				if !dominates(d, s.from) {
					s.pos = token.NoPos
				}
			}
			if !s.pos.IsValid() {
				continue
			}
			walk := flow.Walk{Ends: t.renewed, Open: open(s.from.Block)}
			if walk.Leads(s.from, drain) {
				found = append(found, s.proof)
			}
		}
	}
	if len(found) == 0 {
		return nil
	}
	// A receive tells the story better than a Stop.
	slices.SortFunc(found, func(a, b proof) int {
		if a.stopped != b.stopped {
			if b.stopped {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.pos, b.pos)
	})
	return &found[0]
}

func dominates(d *ssa.Defer, p flow.Point) bool {
	if d.Block() != p.Block {
		return d.Block().Dominates(p.Block)
	}
	return slices.Index(p.Block.Instrs, ssa.Instruction(d)) < p.Index
}

// spent is a point behind which the timer has nothing to give.
type spent struct {
	proof
	from flow.Point
}

// spends returns the points that an instruction leaves the timer spent at.
func (t *timer) spends(instr ssa.Instruction) []spent {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		// A drain that gets its value is told by its Stop.
		if instr.Op == token.ARROW && !t.drains[instr.Pos()] && t.isChan(instr.X, instr) {
			return []spent{{proof{pos: instr.Pos()}, flow.After(instr)}}
		}
	case *ssa.Select:
		var all []spent
		for i, state := range instr.States {
			if state.Dir == types.RecvOnly && t.isChan(state.Chan, instr) {
				if from := chosen(instr, i); from.Block != nil {
					all = append(all, spent{proof{pos: state.Pos}, from})
				}
			}
		}
		return all
	case *ssa.Call:
		if method(instr) == "Stop" && place.Of(instr.Call.Args[0]) == t.place {
			return []spent{{proof{pos: instr.Pos(), stopped: true}, flow.After(instr)}}
		}
	}
	return nil
}

// chosen returns the start of case i of a select.
func chosen(sel *ssa.Select, i int) flow.Point {
	if branches := flow.CaseBranches(sel, i); len(branches) > 0 {
		branch := branches[0].Block()
		return flow.Point{Block: branch.Succs[0], Pred: branch}
	}
	if tests := flow.CaseTests(sel, i); len(tests) > 0 {
		return flow.After(tests[0]) // an empty case, and nothing else to do instead
	}
	return flow.Point{}
}

// isChan reports whether ch, used by instr, is the channel of the timer. If
// the variable that holds the timer may change, the channel must have been
// read just before.
func (t *timer) isChan(ch ssa.Value, instr ssa.Instruction) bool {
	if place.Of(ch) != t.place.Under(".C") {
		return false
	}
	if _, local := t.place.Root.(*ssa.Alloc); !local && t.place.Path == "" {
		return true
	}
	load, ok := ch.(*ssa.UnOp)
	return ok && load.Block() == instr.Block()
}

// open returns a judge of branches for a walk that starts in block start: free
// are those that nothing before has a say in.
func open(start *ssa.BasicBlock) func(*ssa.If) bool {
	decided := make(map[ssa.Value]bool) // what start was reached by
	for b := start; b != nil; b = b.Idom() {
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && b != start {
			eachLeaf(branch.Cond, func(v ssa.Value) bool {
				decided[v] = true
				return true
			})
		}
	}
	return func(branch *ssa.If) bool {
		return eachLeaf(branch.Cond, func(v ssa.Value) bool {
			switch v := v.(type) {
			case *ssa.Const:
				return true
			case *ssa.Extract:
				if _, ok := v.Tuple.(*ssa.Select); ok && v.Index == 0 {
					return true // looked at right after its select, so after a new one
				}
			}
			instr, computed := v.(ssa.Instruction)
			switch {
			case decided[v] && !(computed && instr.Block() == branch.Block() && branch.Block() != start):
				return false // and not computed anew
			case computed:
				return outside(v)
			}
			_, param := v.(*ssa.Parameter)
			return param
		})
	}
}

// outside reports whether a value is news from outside: received, ranged over,
// which case of a select it was, the error of a call.
func outside(v ssa.Value) bool {
	from := v
	if part, ok := v.(*ssa.Extract); ok {
		from = part.Tuple
	}
	switch from := from.(type) {
	case *ssa.Select, *ssa.Next:
		return true
	case *ssa.UnOp:
		return from.Op == token.ARROW
	case *ssa.Call:
		return types.Identical(v.Type(), types.Universe.Lookup("error").Type())
	}
	return false
}

// eachLeaf visits what a condition is computed from, until visit says no.
func eachLeaf(cond ssa.Value, visit func(ssa.Value) bool) bool {
	switch v := cond.(type) {
	case *ssa.BinOp:
		return eachLeaf(v.X, visit) && eachLeaf(v.Y, visit)
	case *ssa.UnOp:
		if v.Op != token.MUL && v.Op != token.ARROW {
			return eachLeaf(v.X, visit)
		}
	case *ssa.Convert:
		return eachLeaf(v.X, visit)
	case *ssa.ChangeType:
		return eachLeaf(v.X, visit)
	case *ssa.Field:
		return eachLeaf(v.X, visit)
	}
	return visit(cond)
}
