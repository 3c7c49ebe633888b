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
	Start   *ssa.Call // starts the goroutine
	Type    *types.TypeName
	Starter Starter
	Stops   []string // the methods that would end it
	// Return is the way out on which none of them is called, nil if none is
	// called at all.
	Return *ssa.Return
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
			call, ok := instr.(*ssa.Call)
			if !ok || call.Call.IsInvoke() {
				continue
			}
			obj := calls.Object(call.Common())
			if obj == nil {
				continue
			}
			for _, owned := range ownedBy(obj) {
				t := owned.typ
				owns := r.Owner(t)
				starter, ok := owns.Starter(obj)
				if !ok || starter.Makes != owned.made || !endless(call, starter) {
					continue
				}
				if a, ok := r.abandons(call, owns, starter); ok {
					a.Type = typeName(t)
					out = append(out, a)
				}
			}
		}
	}
	return out
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

// abandons follows the object of which a call starts a goroutine.
func (r *Result) abandons(call *ssa.Call, owns *Owns, s Starter) (Abandoned, bool) {
	a := Abandoned{Start: call, Starter: s, Stops: owns.Stops}
	u := &uses{r: r, owns: owns, owner: call.Parent()}
	switch {
	case !s.Makes:
		_, recv := calls.Args(call.Common())
		if recv == nil || !u.receiver(recv) {
			return a, false
		}
	case call.Call.Signature().Results().Len() == 1:
		u.follow(call)
	default:
		if x := extract(call, 0); x != nil {
			u.follow(x)
		}
	}
	if u.escapes {
		return a, false
	}
	from, ok := succeeded(call)
	if !ok {
		return a, false
	}
	if len(u.stops) == 0 {
		return a, reachesReturn(from.Block, call.Parent())
	}
	walk := flow.Walk{
		Ends: func(instr ssa.Instruction) bool { return slices.Contains(u.stops, instr) },
		Open: open,
	}
	for _, b := range call.Parent().Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != call.Parent().Recover && walk.Leads(from, ret) {
			a.Return = ret
			return a, true
		}
	}
	return a, false
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
	if results.Len() == 0 || !isError(results.At(results.Len()-1).Type()) {
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
	if !ok || !isNil(cmp.Y) || !is(cmp.X, err) {
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
		if _, _, ok := selected(cond); ok {
			return true
		}
		if isNil(cond.Y) && isError(cond.X.Type()) {
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

// uses is what a function does with an object.
type uses struct {
	r       *Result
	owns    *Owns
	owner   *ssa.Function
	stops   []ssa.Instruction // in owner: calls and defers that end the goroutine
	escapes bool
	seen    map[ssa.Value]bool
}

// receiver follows the object that a method is called on: it must have been
// made in this function.
func (u *uses) receiver(recv ssa.Value) bool {
	p := place.Of(recv)
	if p.Path != "" {
		return false
	}
	switch root := p.Root.(type) {
	case *ssa.Alloc:
		if root.Parent() != u.owner || place.OnlyStore(root) != nil && !u.literal(root) {
			return false
		}
		u.follow(root)
		return true
	case *ssa.Call:
		return u.made(root, root)
	case *ssa.Extract:
		call, ok := root.Tuple.(*ssa.Call)
		return ok && root.Index == 0 && u.made(call, root)
	}
	return false
}

// literal reports whether what is stored into a variable is a literal that was
// made for it.
func (u *uses) literal(cell *ssa.Alloc) bool {
	load, ok := place.OnlyStore(cell).(*ssa.UnOp)
	if !ok {
		return false
	}
	inner, ok := load.X.(*ssa.Alloc)
	return ok && inner.Parent() == u.owner
}

// made follows the result of a constructor that hands the object to nobody
// else.
func (u *uses) made(call *ssa.Call, v ssa.Value) bool {
	obj := calls.Object(call.Common())
	if obj == nil || call.Parent() != u.owner || !slices.Contains(u.owns.News, obj.Name()) || obj.Signature().Recv() != nil {
		return false
	}
	u.follow(v)
	return true
}

// follow looks at all that is done with a value that is the object, or a
// variable with it.
func (u *uses) follow(v ssa.Value) {
	u.walk(v, func(ssa.CallInstruction) ssa.Instruction { return nil })
}

// walk is follow; outer gives the instruction of the owner that runs a call in
// a literal, nil for a call in the owner itself.
func (u *uses) walk(v ssa.Value, outer func(ssa.CallInstruction) ssa.Instruction) {
	if u.seen == nil {
		u.seen = make(map[ssa.Value]bool)
	}
	if u.seen[v] || v.Referrers() == nil {
		return
	}
	u.seen[v] = true
	for _, ref := range *v.Referrers() {
		if u.escapes {
			return
		}
		switch ref := ref.(type) {
		case *ssa.DebugRef, *ssa.BinOp:
		case *ssa.UnOp:
			if ref.Op == token.MUL {
				u.walk(ref, outer)
			}
		case *ssa.FieldAddr:
			u.escapes = u.escapes || !plain(ref)
		case *ssa.Field:
			u.escapes = u.escapes || !isBasic(ref.Type())
		case *ssa.Store:
			u.stored(ref, v, outer)
		case *ssa.MakeClosure:
			u.captured(ref, v)
		case ssa.CallInstruction:
			u.called(ref, v, outer)
		default:
			u.escapes = true
		}
	}
}

// plain reports whether the address of a field is only used to fill a literal
// with what is made for it, or for fields that are numbers and the like.
func plain(addr *ssa.FieldAddr) bool {
	basic := isBasic(types.Unalias(addr.Type()).Underlying().(*types.Pointer).Elem())
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
			if !basic {
				return false
			}
		case *ssa.Store:
			if ref.Addr != ssa.Value(addr) {
				return false
			}
			if _, isChan := ref.Val.Type().Underlying().(*types.Chan); isChan {
				ch := ref.Val
				if conv, ok := ch.(*ssa.ChangeType); ok && len(*conv.Referrers()) == 1 {
					ch = conv.X
				}
				if mk, ok := ch.(*ssa.MakeChan); !ok || len(*mk.Referrers()) != 1 {
					return false
				}
			}
			if _, isFunc := ref.Val.Type().Underlying().(*types.Signature); isFunc || place.IsContext(ref.Val.Type()) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func isBasic(t types.Type) bool {
	_, ok := types.Unalias(t).Underlying().(*types.Basic)
	return ok
}

// stored: into a variable of its own it is followed.
func (u *uses) stored(store *ssa.Store, v ssa.Value, outer func(ssa.CallInstruction) ssa.Instruction) {
	if store.Addr == v {
		return // the variable is given the object
	}
	cell, ok := store.Addr.(*ssa.Alloc)
	if !ok || place.OnlyStore(cell) != v {
		u.escapes = true
		return
	}
	u.walk(cell, outer)
}

// captured: the literal is called here, deferred, or run in a goroutine.
func (u *uses) captured(mk *ssa.MakeClosure, v ssa.Value) {
	fn := mk.Fn.(*ssa.Function)
	if fn.Parent() == nil || mk.Parent() != u.owner {
		u.escapes = true // a bound method, a literal in a literal
		return
	}
	var runs ssa.Instruction
	for _, ref := range *mk.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.Call, *ssa.Defer, *ssa.Go:
			if ref.(ssa.CallInstruction).Common().Value != ssa.Value(mk) || runs != nil {
				u.escapes = true
				return
			}
			runs = ref
		default:
			u.escapes = true
			return
		}
	}
	for i, b := range mk.Bindings {
		if b == v {
			u.walk(fn.FreeVars[i], func(ssa.CallInstruction) ssa.Instruction { return runs })
		}
	}
}

// called: by its own methods it is known what they do with it.
func (u *uses) called(call ssa.CallInstruction, v ssa.Value, outer func(ssa.CallInstruction) ssa.Instruction) {
	obj := calls.Object(call.Common())
	_, recv := calls.Args(call.Common())
	if obj == nil || recv != v || call.Common().IsInvoke() {
		u.escapes = true
		return
	}
	for _, arg := range call.Common().Args[1:] {
		u.escapes = u.escapes || arg == v
	}
	at := ssa.Instruction(call)
	if instr := outer(call); instr != nil {
		at = instr
	}
	_, spawned := at.(*ssa.Go)
	_, inner := call.(*ssa.Go)
	switch name := obj.Name(); {
	case slices.Contains(u.owns.Stops, name):
		if spawned || inner {
			u.escapes = true // some time
			return
		}
		u.stops = append(u.stops, at)
	case slices.Contains(u.owns.Quiet, name):
	default:
		u.escapes = true
	}
}
