package classes

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// This file decides what code elsewhere can get hold of.

// publicVar reports whether code elsewhere can name a package-level variable.
func (b *builder) publicVar(obj types.Object) bool {
	if obj == nil {
		return false // made up by ssa
	}
	return obj.Pkg() != b.pkg || b.mentioned[obj.Name()] || obj.Exported() && !b.program
}

// publicField reports whether code elsewhere can name a field, or reaches it by
// a method that is promoted from it.
func (b *builder) publicField(f *types.Var) bool {
	return f.Pkg() != b.pkg || b.mentioned[f.Name()] || f.Embedded() || f.Exported() && !b.program
}

// signature opens the parameters and results of functions that may be called
// from elsewhere.
func (b *builder) signature(fn *ssa.Function) {
	if !b.callable(fn) {
		return
	}
	for i, p := range fn.Params {
		if n := b.value(p); n != none && !(i == 0 && b.unnameable(fn)) {
			b.give(n)
		}
	}
	for i := range fn.Signature.Results().Len() {
		if n := b.result(fn, i); n != none {
			b.handNode(n, fn.Signature.Results().At(i).Type(), 0)
		}
	}
}

// callable reports whether code of which nothing is known may call fn: code
// elsewhere by its name or through an interface, or whoever gets its value.
func (b *builder) callable(fn *ssa.Function) bool {
	if b.taken[fn] {
		return true
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false // a literal
	}
	if b.mentioned[obj.Name()] {
		return true
	}
	recv := obj.Signature().Recv()
	if recv == nil || !obj.Exported() {
		return obj.Exported() && !b.program
	}
	named, ok := types.Unalias(pointee(recv.Type())).(*types.Named)
	return !ok || b.exposed[named.Origin().Obj()]
}

// unnameable reports whether fn is a method of a type that others cannot name:
// they have no receiver for it unless they are given one.
func (b *builder) unnameable(fn *ssa.Function) bool {
	recv := fn.Signature.Recv()
	if recv == nil {
		return false
	}
	named, ok := types.Unalias(pointee(recv.Type())).(*types.Named)
	return ok && !b.taken[fn] && !b.mentioned[named.Obj().Name()] && (b.program || !named.Obj().Exported())
}

// hand gives a value to unknown code that takes it as a type.
func (b *builder) hand(v ssa.Value, as types.Type) {
	if n := b.value(v); n != none {
		b.handNode(n, as, 0)
	}
}

func (b *builder) handNode(n node, as types.Type, depth int) {
	ch, ok := types.Unalias(as).Underlying().(*types.Chan)
	if _, param := types.Unalias(as).(*types.TypeParam); param || !ok || depth > 8 {
		b.give(n)
		return
	}
	inner := b.carrier(ch.Elem())
	switch ch.Dir() {
	case types.RecvOnly:
		b.open(n, receives)
		if inner {
			b.handNode(b.content(n), ch.Elem(), depth+1)
		}
	case types.SendOnly:
		b.open(n, sends|closes)
		if inner {
			b.give(b.content(n))
		}
	default:
		b.give(n)
	}
}
