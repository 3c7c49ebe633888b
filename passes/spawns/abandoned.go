package spawns

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// Abandoned is an object that owns a goroutine, that nobody but one function
// knows, and that this function leaves behind without having ended the
// goroutine.
type Abandoned struct {
	Start   ssa.CallInstruction // starts the goroutine: a call, or a go statement in a constructor
	Type    *types.TypeName
	Starter Starter
	Stops   []string // the methods that would end it
	// Return is the way out on which none of them is called, nil if none is
	// called at all.
	Return *ssa.Return
	// Handed is set if other ways out hand the object to the caller.
	Handed bool
}

// MustAbandon returns the objects that fn abandons, in block order. Functions
// that end with the process, and tests, are left out.
func (r *Result) MustAbandon(fn *ssa.Function) []Abandoned {
	if r.inTest(fn) || endsProcess(fn) {
		return nil
	}
	var out []Abandoned
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Call:
				out = append(out, r.abandonsByCall(instr)...)
			case *ssa.Go:
				out = append(out, r.abandonsByGo(instr)...)
			}
		}
	}
	return out
}

// abandonsByCall: of the objects that a callee starts goroutines of.
func (r *Result) abandonsByCall(call *ssa.Call) []Abandoned {
	obj := calls.Object(call.Common())
	if obj == nil || call.Call.IsInvoke() {
		return nil
	}
	var out []Abandoned
	for _, owned := range ownedBy(obj) {
		owns := r.Owner(owned.typ)
		starter, ok := owns.Starter(obj)
		if !ok || starter.Makes != owned.made || !endless(call, starter) {
			continue
		}
		a := Abandoned{Start: call, Type: typeName(owned.typ), Starter: starter, Stops: owns.Stops}
		u := &uses{r: r, owns: owns, typ: a.Type, owner: call.Parent()}
		if a.begin(u, call) && a.leftBehind(u) {
			out = append(out, a)
		}
	}
	return out
}

// begin looks at the uses of the object that a call starts a goroutine of.
func (a *Abandoned) begin(u *uses, call *ssa.Call) bool {
	if !a.Starter.Makes {
		_, recv := calls.Args(call.Common())
		return recv != nil && u.receiver(recv)
	}
	if call.Call.Signature().Results().Len() == 1 {
		u.follow(call)
	} else if x := extract(call, 0); x != nil {
		u.follow(x)
	}
	return true
}

// abandonsByGo: of the object that a constructor makes itself, on the ways on
// which it fails after all.
func (r *Result) abandonsByGo(site *ssa.Go) []Abandoned {
	fn := site.Parent()
	name := made(fn)
	if name == nil || name.Pkg() != r.pass.Pkg {
		return nil
	}
	owns := r.Owner(name.Type())
	if owns == nil || fn.Object() == nil {
		return nil
	}
	starter, ok := owns.Starter(fn.Object().(*types.Func))
	if !ok || !starter.Makes || starter.Ctx >= 0 || starter.At != r.position(site.Pos()) || slices.Contains(r.enders[name], fn) {
		return nil // it ends the goroutine itself when it fails
	}
	a := Abandoned{Start: site, Type: name, Starter: starter, Stops: owns.Stops}
	u := &uses{r: r, owns: owns, typ: name, owner: fn, inside: true}
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(ret.Results) == 0 {
			continue
		}
		if alloc, ok := place.Of(ret.Results[0]).Root.(*ssa.Alloc); ok && alloc.Parent() == fn {
			u.follow(alloc)
		}
	}
	if len(u.handed) == 0 || !a.leftBehind(u) || a.Return == nil {
		return nil
	}
	return []Abandoned{a}
}

// endsProcess reports whether the process ends with fn, or soon after.
func endsProcess(fn *ssa.Function) bool {
	return fn.Parent() == nil && fn.Signature.Recv() == nil &&
		(fn.Name() == "main" && fn.Pkg != nil && fn.Pkg.Pkg.Name() == "main" || fn.Name() == "TestMain" || fn.Object() == nil)
}

// owned is an object that a function may start goroutines of.
type owned struct {
	typ  types.Type
	made bool // it is the first result, else the receiver
}

func ownedBy(fn *types.Func) []owned {
	var out []owned
	if results := fn.Signature().Results(); results.Len() > 0 {
		out = append(out, owned{results.At(0).Type(), true})
	}
	if recv := fn.Signature().Recv(); recv != nil {
		out = append(out, owned{recv.Type(), false})
	}
	return out
}

// endless reports whether the context that would end the goroutine as well is
// one that never ends.
func endless(call *ssa.Call, s Starter) bool {
	if s.Ctx < 0 {
		return true
	}
	ctx := calls.Arg(call.Common(), s.Ctx)
	if ctx == nil {
		return false
	}
	chain := effects.Chain(ctx)
	root, ok := chain[len(chain)-1].Root.(*ssa.Call)
	// A context derived here ends when its cancel function is called.
	by, _ := effects.Derivation(ctx)
	return ok && isBackground(root) && by == nil
}

// leftBehind reports whether there is a way out on which the object is neither
// stopped nor handed to the caller.
func (a *Abandoned) leftBehind(u *uses) bool {
	if u.escapes {
		return false
	}
	from := flow.After(a.Start)
	if call, ok := a.Start.(*ssa.Call); ok {
		if from, ok = succeeded(call); !ok {
			return false
		}
	}
	fn := a.Start.Parent()
	if len(u.stops) == 0 && len(u.handed) == 0 {
		return reachesReturn(from.Block, fn)
	}
	a.Handed = len(u.handed) > 0
	walk := flow.Walk{
		Ends: func(instr ssa.Instruction) bool { return slices.Contains(u.stops, instr) },
		Open: open,
	}
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if ok && b != fn.Recover && !slices.Contains(u.handed, ret) && walk.Leads(from, ret) {
			a.Return = ret
			return true
		}
	}
	return false
}

// extract returns result i of a call, nil if it is not used.
func extract(call *ssa.Call, i int) *ssa.Extract {
	for _, ref := range *call.Referrers() {
		if x, ok := ref.(*ssa.Extract); ok && x.Index == i {
			return x
		}
	}
	return nil
}

// succeeded returns the point from which a call has succeeded: behind it, or
// where its error has been found to be nil; false if that is not one point.
func succeeded(call *ssa.Call) (flow.Point, bool) {
	results := call.Call.Signature().Results()
	if results.Len() == 0 || !place.IsError(results.At(results.Len()-1).Type()) {
		return flow.After(call), true
	}
	var err ssa.Value = call
	if results.Len() > 1 {
		x := extract(call, results.Len()-1)
		if x == nil || len(*x.Referrers()) == 0 {
			return flow.After(call), true // nobody looks
		}
		err = x
	}
	iff, ok := call.Block().Instrs[len(call.Block().Instrs)-1].(*ssa.If)
	if !ok {
		return flow.Point{}, false
	}
	cmp, ok := iff.Cond.(*ssa.BinOp)
	if !ok || !place.IsNil(cmp.Y) || !is(cmp.X, err) {
		return flow.Point{}, false
	}
	good := call.Block().Succs[0]
	if cmp.Op == token.NEQ {
		good = call.Block().Succs[1]
	}
	return flow.Point{Block: good, Pred: call.Block()}, true
}

// is reports whether v is x, or a load of a variable that x was just put into.
func is(v, x ssa.Value) bool {
	return v == x || place.Now(v).Root == x
}

// open says which branches may go either way: by an error, by a select, by the
// result of a call, by how much a loop has to do.
func open(branch *ssa.If) bool {
	cond := branch.Cond
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond = not.X
	}
	switch cond := cond.(type) {
	case *ssa.BinOp:
		if _, _, ok := flow.Selected(cond); ok {
			return true
		}
		if place.IsNil(cond.Y) && place.IsError(cond.X.Type()) {
			return true
		}
	case *ssa.Call:
		return true
	case *ssa.Extract:
		_, isNext := cond.Tuple.(*ssa.Next)
		_, received := okOf(cond)
		return isNext || received
	}
	for _, l := range flow.Around(branch.Block()) {
		if l.Head == branch.Block() && bounded(l) {
			return true
		}
	}
	return false
}

// reachesReturn reports whether control can get from a block to a return.
func reachesReturn(from *ssa.BasicBlock, fn *ssa.Function) bool {
	live := feasible(fn)
	seen := make([]bool, len(fn.Blocks))
	var visit func(b *ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		if seen[b.Index] {
			return false
		}
		seen[b.Index] = true
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			return true
		}
		for i, s := range b.Succs {
			if live.leads(b, i) && visit(s) {
				return true
			}
		}
		return false
	}
	return visit(from)
}
