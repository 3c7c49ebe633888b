package automata

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/place"
)

// load is the term of what a variable holds.
func (w *walker) load(st *state, f *frame, v *ssa.UnOp, hops int) term {
	r, ours := w.s.eval(f, v.X).(ref)
	if !ours {
		return w.foreignLoad(st, f, v, hops)
	}
	if t, ok := st.facts[fact{slot: r}]; ok {
		return t
	}
	var list []store
	for _, s := range w.s.stores[r.obj] {
		if within(r.path, s.path) || within(s.path, r.path) {
			list = append(list, s)
		}
	}
	switch {
	case r.obj.left(r.path):
		if len(list) > 0 {
			return taint
		}
		return w.free(f, v, "")
	case len(list) == 0:
		return zeroTerm(v.Type())
	case len(list) == 1 && list[0].path == r.path && !r.obj.many && w.s.first(list[0], r):
		if t := w.termOf(st, list[0].in, list[0].instr.Val, hops); w.shared(f, list[0].in, t) {
			return t
		}
		return taint
	}
	if w.s.tracked(r) {
		if f.body() == r.obj.in.body() {
			return zeroTerm(v.Type()) // no assignment yet
		}
		return taint
	}
	if cell, ok := r.obj.made.(*ssa.Alloc); ok && r.path == whole {
		if last := place.LastStore(v, cell); last != nil {
			if t := w.termOf(st, r.obj.in, last, hops); w.shared(f, r.obj.in, t) {
				return t
			}
		}
	}
	return taint
}

// shared reports whether a term of one frame means the same in another: it is
// in the same goroutine, or it never changes.
func (w *walker) shared(a, b *frame, t term) bool {
	return t.known() || t.stable || a.body() == b.body()
}

// body is the frame at which the goroutine of a frame begins.
func (f *frame) body() *frame {
	for f.role == inlined || f.role == repeated {
		f = f.up
	}
	return f
}

// zeroTerm is the zero value of a type.
func zeroTerm(t types.Type) term {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsBoolean != 0:
			return boolTerm(false)
		case u.Info()&types.IsInteger != 0:
			return intTerm(0)
		case u.Info()&types.IsString != 0:
			return term{c: constant.MakeString("")}
		}
	case *types.Pointer, *types.Interface, *types.Chan, *types.Map, *types.Slice, *types.Signature:
		return term{null: true}
	}
	return taint
}

// foreignLoad is the term of memory that the scope did not make: free, unless
// the scope writes there.
func (w *walker) foreignLoad(st *state, f *frame, v *ssa.UnOp, hops int) term {
	var t term
	switch addr := v.X.(type) {
	case *ssa.FieldAddr:
		if w.s.written[fieldOf(addr)] {
			return taint
		}
		name := "." + fieldName(addr.X.Type(), addr.Field)
		if inner, ok := addr.X.(*ssa.FieldAddr); ok {
			// A field of a struct in a struct.
			if w.s.written[fieldOf(inner)] {
				return taint
			}
			t = w.apply(f, v, "."+fieldName(inner.X.Type(), inner.Field)+name, w.termOf(st, f, inner.X, hops))
		} else {
			base := w.termOf(st, f, addr.X, hops)
			if base.present {
				return w.free(f, v, "")
			}
			t = w.apply(f, v, name, base)
		}
	case *ssa.Global:
		if w.s.written[addr] {
			return taint
		}
		t = w.free(f, addr, "")
	case *ssa.IndexAddr:
		if w.s.written[elementOf(addr)] {
			return taint
		}
		return w.element(st, f, v, addr, hops)
	default:
		return w.free(f, v, "")
	}
	if t.tainted {
		return t
	}
	if !w.s.stable(f, v) {
		// It is read again and again, and may change in between.
		t.stable = false
		t.deps = append(slices.Clip(t.deps), dep{f, v})
		t.key = "*" + t.key
	}
	return t
}

// element is the term of an element of a slice. In an unrolled loop its index is
// known: then it is the same element in all loops over that slice.
func (w *walker) element(st *state, f *frame, v ssa.Value, addr *ssa.IndexAddr, hops int) term {
	base, index := w.termOf(st, f, addr.X, hops), w.termOf(st, f, addr.Index, hops)
	if base.known() || base.tainted || index.c == nil {
		return w.free(f, v, "")
	}
	return w.apply(f, v, "[]", base, index)
}

// fieldOf identifies a field of any struct of its type.
func fieldOf(addr *ssa.FieldAddr) any {
	if st, ok := addr.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct); ok {
		return st.Field(addr.Field).Origin()
	}
	return nil
}

// elementOf identifies the elements of all slices and arrays of a type.
func elementOf(addr *ssa.IndexAddr) any { return "[]" + types.TypeString(addr.Type(), nil) }

// length is the number of elements of a slice, map, string or array.
func (w *walker) length(st *state, f *frame, v ssa.Value, capacity bool, hops int) term {
	if hops == 0 || ofElement(v) {
		return taint
	}
	hops--
	t := v.Type().Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	switch t := t.(type) {
	case *types.Array:
		return intTerm(int(t.Len()))
	case *types.Chan:
		return taint
	}
	switch v := v.(type) {
	case *ssa.Const:
		if v.IsNil() {
			return intTerm(0)
		}
		if v.Value != nil && v.Value.Kind() == constant.String {
			return intTerm(len(constant.StringVal(v.Value)))
		}
	case *ssa.ChangeType:
		return w.length(st, f, v.X, capacity, hops)
	case *ssa.MakeSlice:
		if capacity {
			return w.termOf(st, f, v.Cap, hops)
		}
		return w.termOf(st, f, v.Len, hops)
	case *ssa.Slice:
		if v.Low == nil && v.High == nil && v.Max == nil {
			return w.length(st, f, v.X, capacity, hops)
		}
		return taint
	case *ssa.MakeMap:
		return taint // how many were put in is not counted
	case *ssa.Parameter:
		if f.up != nil && (f.role == inlined || f.role == goroutine) {
			if arg := f.argument(v); arg != nil {
				return w.length(st, f.up, arg, capacity, hops)
			}
		}
	case *ssa.Phi:
		return taint
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
			return taint
		}
	case *ssa.UnOp:
		if v.Op != token.MUL {
			break
		}
		r, ours := w.s.eval(f, v.X).(ref)
		if ours {
			list := w.s.stores[r.obj]
			if len(list) == 1 && list[0].path == r.path && !r.obj.left(r.path) && !r.obj.many {
				return w.length(st, list[0].in, list[0].instr.Val, capacity, hops)
			}
			return taint
		}
		if t := w.foreignLoad(st, f, v, hops); t.tainted {
			return taint
		}
	}
	return w.unknown()
}
