package contexts

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// A Region is a part of a function in which a context must be done.
type Region struct {
	Ctx place.Place // the context
	How How         // how the code knows
	At  token.Pos   // of the receive, the select case, the test or the call
	// By is the call of Wait, of the cancel function or of AfterFunc; nil for
	// the other ways.
	By *ssa.Call
	// Made is the call that made the context, where By says so: the one that
	// returned the group or the cancel function, too.
	Made *ssa.Call
	head *ssa.BasicBlock
	// after is the instruction in head after which the region starts, -1 for
	// the whole block. Everything that head dominates belongs to the region.
	after int
}

// How says by what the code knows that a context is done.
type How uint8

const (
	Received  How = iota + 1 // a receive from Done, alone or as a select case
	HasErr                   // Err is not nil
	Cancelled                // its cancel function was called
	AfterDone                // the code is run by context.AfterFunc
	Waited                   // the errgroup that it belongs to was waited for
)

// Regions returns the regions of fn where some context must be done, in
// block order.
func (r *Result) Regions(fn *ssa.Function) []Region {
	if got, ok := r.regions.Load(fn); ok {
		return got.([]Region)
	}
	var out []Region
	if region, ok := afterFunc(fn); ok {
		out = append(out, region)
	}
	for _, b := range fn.Blocks {
		for i, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					if ctx := effects.DoneOf(instr.X); ctx != nil {
						out = append(out, Region{Ctx: effects.ContextOf(ctx), How: Received, At: instr.Pos(), head: b, after: i})
					}
				}
			case *ssa.Select:
				out = append(out, caseRegions(instr)...)
			case *ssa.If:
				if region, ok := errRegion(b, instr); ok {
					out = append(out, region)
				}
			case *ssa.Call:
				if made, how := endedBy(instr); made != nil {
					if ctx := contextResult(made); ctx != nil {
						out = append(out, Region{Ctx: place.Place{Root: ctx}, How: how, At: instr.Pos(), By: instr, Made: made, head: b, after: i})
					}
				}
			}
		}
	}
	r.regions.Store(fn, out)
	return out
}

// afterFunc returns the whole of a literal that is run by context.AfterFunc.
func afterFunc(fn *ssa.Function) (Region, bool) {
	mk := place.MakeOf(fn)
	if mk == nil || len(fn.Blocks) == 0 {
		return Region{}, false
	}
	var by *ssa.Call
	for _, ref := range *mk.Referrers() {
		call, ok := ref.(*ssa.Call)
		if !ok || calls.Row(call.Common()).Name != "context.AfterFunc" {
			return Region{}, false // also run by something else
		}
		by = call
	}
	if by == nil {
		return Region{}, false
	}
	ctx := calls.Arg(by.Common(), 0)
	return Region{Ctx: effects.ContextOf(ctx), How: AfterDone, At: by.Pos(), By: by, head: fn.Blocks[0], after: -1}, true
}

// endedBy returns the call that made the context that another has ended once it
// returns: one that calls the cancel function that was made with the context,
// or waits for the group.
func endedBy(call *ssa.Call) (made *ssa.Call, how How) {
	common := call.Common()
	if row := calls.Row(common); row.Group == "errgroup" && row.Joins {
		_, group := calls.Args(common)
		made, index := result(group)
		if made == nil || index != 0 || !makesGroup(made) {
			return nil, 0
		}
		return made, Waited
	}
	if common.IsInvoke() || common.StaticCallee() != nil {
		return nil, 0
	}
	made, index := result(common.Value)
	if made == nil || index == 0 || index != made.Call.Signature().Results().Len()-1 {
		return nil, 0
	}
	if row := calls.Row(made.Common()); !row.Cancel {
		return nil, 0
	}
	return made, Cancelled
}

// makesGroup reports whether a call makes an errgroup with a context: it is
// known to derive a context, and returns a group before that.
func makesGroup(call *ssa.Call) bool {
	_, derives := calls.Row(call.Common()).Derives()
	results := call.Call.Signature().Results()
	return derives && results.Len() == 2 && place.IsContext(results.At(1).Type())
}

// result returns the call that v is a result of, and which one.
func result(v ssa.Value) (*ssa.Call, int) {
	if v == nil {
		return nil, 0
	}
	p := place.Now(v)
	x, ok := p.Root.(*ssa.Extract)
	if !ok || p.Path != "" {
		return nil, 0
	}
	call, _ := x.Tuple.(*ssa.Call)
	return call, x.Index
}

// contextResult returns the first result of a call that is a context; nil if
// it has none, or nobody uses it.
func contextResult(call *ssa.Call) ssa.Value {
	for _, ref := range *call.Referrers() {
		if x, ok := ref.(*ssa.Extract); ok && place.IsContext(x.Type()) {
			return x
		}
	}
	return nil
}

// caseRegions returns the bodies of the select cases that receive from a
// context's Done.
func caseRegions(sel *ssa.Select) []Region {
	var out []Region
	for i, state := range sel.States {
		ctx := effects.DoneOf(state.Chan)
		if ctx == nil {
			continue
		}
		if body := CaseBody(sel, i); body != nil {
			out = append(out, Region{Ctx: effects.ContextOf(ctx), How: Received, At: state.Pos, head: body, after: -1})
		}
	}
	return out
}

// CaseBody returns the block that runs when case i of a select was chosen,
// nil if control reaches that block in other ways too.
func CaseBody(sel *ssa.Select, i int) *ssa.BasicBlock {
	for _, iff := range flow.CaseBranches(sel, i) {
		if body := iff.Block().Succs[0]; onlyFrom(iff.Block(), body) {
			return body
		}
	}
	return nil
}

// onlyFrom reports whether control gets into block b, and what it dominates,
// only over one edge from pred. Other edges to b come from inside: b is the
// head of a loop.
func onlyFrom(pred, b *ssa.BasicBlock) bool {
	edges := 0
	for _, p := range b.Preds {
		if p == pred {
			edges++
		} else if !b.Dominates(p) {
			return false
		}
	}
	return edges == 1
}

// errRegion returns the branch on which ctx.Err() is not nil.
func errRegion(b *ssa.BasicBlock, iff *ssa.If) (Region, bool) {
	cmp, ok := iff.Cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
		return Region{}, false
	}
	x, y := cmp.X, cmp.Y
	if place.IsNil(x) {
		x, y = y, x
	}
	ctx := effects.ErrOf(x)
	if ctx == nil || !place.IsNil(y) {
		return Region{}, false
	}
	done := b.Succs[0]
	if cmp.Op == token.EQL {
		done = b.Succs[1]
	}
	if !onlyFrom(b, done) {
		return Region{}, false
	}
	return Region{Ctx: effects.ContextOf(ctx), How: HasErr, At: cmp.Pos(), head: done, after: -1}, true
}

// Holds reports whether instr is in the region.
func (g Region) Holds(instr ssa.Instruction) bool {
	b := instr.Block()
	if b == g.head {
		return g.after < slices.Index(b.Instrs, instr)
	}
	return b.Parent() == g.head.Parent() && g.head.Dominates(b)
}

// MustBeDone returns the region that shows ctx, or a context it derives from,
// to be done at instr; false if there is none. A context derived after the
// parent was done is done from the start; a literal made after that runs
// after it, too: deferred, as a goroutine, whenever.
func (r *Result) MustBeDone(ctx ssa.Value, instr ssa.Instruction) (Region, bool) {
	chain := effects.Chain(ctx)
	for at := instr; ; {
		fn := at.Parent()
		for _, p := range chain {
			for _, region := range r.Regions(fn) {
				if region.Ctx == p && region.Holds(at) && r.kept(p, region, at, instr) {
					return region, true
				}
			}
		}
		mk := place.MakeOf(fn)
		if mk == nil {
			return Region{}, false
		}
		at = mk
	}
}
