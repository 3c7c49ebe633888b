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
		if a.follow(u, call) && a.leftBehind(u) {
			out = append(out, a)
		}
	}
	return out
}

// follow looks at the uses of the object that a call starts a goroutine of.
func (a *Abandoned) follow(u *uses, call *ssa.Call) bool {
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
	typ     *types.TypeName
	owner   *ssa.Function
	inside  bool              // the owner is the object's constructor: it may touch its fields
	stops   []ssa.Instruction // in owner: calls and defers that end the goroutine
	handed  []*ssa.Return     // that return the object, or what it was put into
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
			u.escapes = u.escapes || !u.inside && !plain(ref)
		case *ssa.Field:
			u.escapes = u.escapes || !u.inside && !isBasic(ref.Type())
		case *ssa.Return:
			u.handed = append(u.handed, ref)
		case *ssa.MakeInterface:
			u.converted(ref)
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
	if field, ok := store.Addr.(*ssa.FieldAddr); ok {
		if box, ok := place.Of(field.X).Root.(*ssa.Alloc); ok && place.Of(field.X).Path == "" && box.Parent() == u.owner {
			u.boxed(box, field)
			return
		}
	}
	cell, ok := store.Addr.(*ssa.Alloc)
	if !ok || place.OnlyStore(cell) != v {
		u.escapes = true
		return
	}
	u.walk(cell, outer)
}

// converted: an interface that is only returned.
func (u *uses) converted(mk *ssa.MakeInterface) {
	for _, ref := range *mk.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.Return:
			u.handed = append(u.handed, ref)
		default:
			u.escapes = true
		}
	}
}

// boxed: into a field of an object that this function makes, box. What knows
// the box might stop the object.
func (u *uses) boxed(box ssa.Value, field *ssa.FieldAddr) {
	if u.seen[box] {
		return
	}
	u.seen[box] = true
	for _, ref := range *box.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef, *ssa.BinOp:
		case *ssa.FieldAddr:
			if ref.Field != field.Field {
				continue
			}
			for _, use := range *ref.Referrers() {
				switch use := use.(type) {
				case *ssa.DebugRef:
				case *ssa.Store:
					u.escapes = u.escapes || use.Addr != ssa.Value(ref)
				case *ssa.UnOp:
					u.follow(use)
				default:
					u.escapes = true
				}
			}
		case *ssa.Return:
			u.handed = append(u.handed, ref)
		case *ssa.MakeInterface:
			u.converted(ref)
		case *ssa.Store:
			cell, ok := ref.Addr.(*ssa.Alloc)
			if ref.Addr == box {
				continue
			}
			if !ok || place.OnlyStore(cell) != box {
				u.escapes = true
				continue
			}
			u.boxed(cell, field)
		case *ssa.UnOp:
			if ref.Op == token.MUL {
				u.boxed(ref, field)
			}
		case ssa.CallInstruction:
			callee := calls.Callee(ref.Common()).Fn
			index := slices.Index(ref.Common().Args, box)
			if callee == nil || len(callee.Blocks) == 0 || index < 0 || index >= len(callee.Params) || u.mayStop(callee, maxDepth, make(map[*ssa.Function]bool)) ||
				u.r.leaks(callee.Params[index], make(map[ssa.Value]bool), false) {
				u.escapes = true
			}
		default:
			u.escapes = true
		}
	}
}

// mayStop reports whether a function calls one of the methods that end the
// goroutines of the type, for whatever object, or one that is not known.
func (u *uses) mayStop(fn *ssa.Function, depth int, seen map[*ssa.Function]bool) bool {
	if depth == 0 {
		return true
	}
	if seen[fn] {
		return false
	}
	seen[fn] = true
	for _, anon := range fn.AnonFuncs {
		if u.mayStop(anon, depth-1, seen) {
			return true
		}
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			obj := calls.Object(call.Common())
			if obj != nil && recvName(obj) == u.typ.Name() && slices.Contains(u.owns.Stops, obj.Name()) {
				return true
			}
			if callee := calls.Callee(call.Common()).Fn; callee != nil && len(callee.Blocks) > 0 && u.mayStop(callee, depth-1, seen) {
				return true
			}
		}
	}
	return false
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
