// Package contexts answers questions about context.Context values: which are
// in scope, what they derive from, and where one is known to be done. It does
// not report any diagnostics itself.
package contexts

import (
	"go/constant"
	"go/token"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/place"
)

// Analyzer provides *Result.
var Analyzer = &analysis.Analyzer{
	Name: "asynccontexts",
	Doc:  "find live contexts and the regions where one is done",
	Run: func(pass *analysis.Pass) (any, error) {
		return &Result{Effects: pass.ResultOf[effects.Analyzer].(*effects.Result)}, nil
	},
	Requires:   []*analysis.Analyzer{effects.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// Result holds the answers for one package.
type Result struct {
	Effects *effects.Result

	regions sync.Map // *ssa.Function -> []Region
}

// A Region is a part of a function in which a context must be done.
type Region struct {
	Ctx  place.Place // the context
	How  How         // how the code knows
	At   token.Pos   // of the receive, the select or the call of Err
	head *ssa.BasicBlock
	// after is the instruction in head after which the region starts, -1 for
	// the whole block. Everything that head dominates belongs to the region.
	after int
}

// How says by what the code knows that a context is done.
type How uint8

const (
	Received How = iota + 1 // a receive from Done, alone or as a select case
	HasErr                  // Err is not nil
)

// Regions returns the regions of fn where some context must be done, in
// block order.
func (r *Result) Regions(fn *ssa.Function) []Region {
	if got, ok := r.regions.Load(fn); ok {
		return got.([]Region)
	}
	var out []Region
	for _, b := range fn.Blocks {
		for i, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					if ctx := effects.DoneOf(instr.X); ctx != nil {
						out = append(out, Region{place.Of(ctx), Received, instr.Pos(), b, i})
					}
				}
			case *ssa.Select:
				out = append(out, caseRegions(instr)...)
			case *ssa.If:
				if region, ok := errRegion(b, instr); ok {
					out = append(out, region)
				}
			}
		}
	}
	r.regions.Store(fn, out)
	return out
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
			out = append(out, Region{place.Of(ctx), Received, state.Pos, body, -1})
		}
	}
	return out
}

// CaseBody returns the block that runs when case i of a select was chosen,
// nil if control reaches that block in other ways too.
//
// Shape: t = select …; t0 = extract t #0; if t0 == i goto body else next.
func CaseBody(sel *ssa.Select, i int) *ssa.BasicBlock {
	for _, ref := range *sel.Referrers() {
		index, ok := ref.(*ssa.Extract)
		if !ok || index.Index != 0 {
			continue
		}
		for _, use := range *index.Referrers() {
			eq, ok := use.(*ssa.BinOp)
			if !ok || eq.Op != token.EQL {
				continue
			}
			k, ok := eq.Y.(*ssa.Const)
			if !ok || k.Value == nil || constant.Compare(k.Value, token.NEQ, constant.MakeInt64(int64(i))) {
				continue
			}
			for _, branch := range *eq.Referrers() {
				if iff, ok := branch.(*ssa.If); ok {
					if body := iff.Block().Succs[0]; len(body.Preds) == 1 {
						return body
					}
				}
			}
		}
	}
	return nil
}

// errRegion returns the branch on which ctx.Err() is not nil.
func errRegion(b *ssa.BasicBlock, iff *ssa.If) (Region, bool) {
	cmp, ok := iff.Cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
		return Region{}, false
	}
	x, y := cmp.X, cmp.Y
	if isNil(x) {
		x, y = y, x
	}
	ctx := effects.ErrOf(x)
	if ctx == nil || !isNil(y) {
		return Region{}, false
	}
	done := b.Succs[0]
	if cmp.Op == token.EQL {
		done = b.Succs[1]
	}
	if len(done.Preds) != 1 {
		return Region{}, false
	}
	return Region{place.Of(ctx), HasErr, cmp.Pos(), done, -1}, true
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// Holds reports whether instr is in the region.
func (g Region) Holds(instr ssa.Instruction) bool {
	b := instr.Block()
	if b == g.head {
		return g.after < slices.Index(b.Instrs, instr)
	}
	return g.head.Dominates(b)
}

// MustBeDone returns the region that shows ctx, or a context it derives from,
// to be done at instr; false if there is none. A context derived after the
// parent was done is done from the start.
func (r *Result) MustBeDone(ctx ssa.Value, instr ssa.Instruction) (Region, bool) {
	for _, p := range effects.Chain(ctx) {
		for _, region := range r.Regions(instr.Parent()) {
			if region.Ctx == p && stable(p) && region.Holds(instr) {
				return region, true
			}
		}
	}
	return Region{}, false
}

// stable reports whether p names the same context wherever it occurs: not an
// element of a collection, and not a captured variable with several
// assignments, which may have got another context in between.
func stable(p place.Place) bool {
	_, reassigned := p.Root.(*ssa.Alloc)
	return p.Exact() && !reassigned
}

// GivesUp returns the arguments (contexts, or requests that carry one) on
// whose end a call may return early, with the callee's chain of calls.
func (r *Result) GivesUp(call ssa.CallInstruction) []GiveUp {
	common := call.Common()
	if row := calls.Row(common); row.Name != "" {
		i, ok := row.CtxArg()
		arg := calls.Arg(common, i)
		if !ok || arg == nil {
			return nil
		}
		return []GiveUp{{Arg: arg, What: row.Name}}
	}
	var out []GiveUp
	for _, l := range r.Effects.At(call) {
		if l.Kind != effect.GiveUp {
			continue
		}
		for _, arg := range common.Args {
			if place.IsContext(arg.Type()) && place.Of(arg) == l.At {
				out = append(out, GiveUp{Arg: arg, What: l.What, Via: l.Via})
				break
			}
		}
	}
	return out
}

// GiveUp is an argument whose end makes a call return early.
type GiveUp struct {
	Arg  ssa.Value
	What string
	Via  []effect.Step
}

// A Live is a context in scope of a function.
type Live struct {
	Value ssa.Value
	Place place.Place
	// Name is how source in the function spells it: "ctx", "r.Context()".
	Name string
}

// InScope returns the contexts that fn can name, nearest first: its
// parameters, the context of a request parameter, and what it captures. A
// parameter named _ cannot be named.
func (r *Result) InScope(fn *ssa.Function) []Live {
	var out []Live
	for f := fn; f != nil; f = f.Parent() {
		for _, p := range f.Params {
			name := p.Name()
			switch {
			case name == "_" || name == "":
			case place.IsContext(p.Type()):
				out = append(out, Live{p, place.Of(p), name})
			case p.Type().String() == "*net/http.Request":
				out = append(out, Live{p, place.Of(p).Under(".Context()"), name + ".Context()"})
			}
		}
	}
	return out
}
