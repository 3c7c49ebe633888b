package place

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// FieldVar returns field i of the struct that t is or points to, as it is
// declared: of an instance of a generic type it is that of the origin. It is nil
// if there is none.
func FieldVar(t types.Type, i int) *types.Var {
	s, ok := types.Unalias(deref(t)).Underlying().(*types.Struct)
	if !ok || i >= s.NumFields() {
		return nil
	}
	return s.Field(i).Origin()
}

// FieldOf returns the field that v is read from, or the address of, as
// FieldVar does; nil if it is none.
func FieldOf(v ssa.Value) *types.Var {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		v = load.X
	}
	if addr, ok := v.(*ssa.FieldAddr); ok {
		return FieldVar(addr.X.Type(), addr.Field)
	}
	return nil
}

// IsError reports whether t is the type error.
func IsError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// IsNil reports whether v is the constant nil.
func IsNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}
