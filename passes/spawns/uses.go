package spawns

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/place"
)

// This file is about what one function does with an object.

// uses is what a function does with an object.
type uses struct {
	r       *Result
	owns    *AsyncOwns
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
