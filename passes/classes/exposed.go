package classes

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A method of a type may be called by code of which nothing is known if that
// code gets a value of the type: by name, through an interface, or through a type
// parameter. Whether it can is decided by types alone, never by values: a
// type is exposed if others can get to it from
//
//   - what the package exports, if it can be imported;
//   - what is converted to an interface anywhere in the package;
//   - type arguments of what is called, but for atomic.Pointer, which calls
//     nothing.
//
// The way leads through elements, results and parameters, but not through
// unexported fields: not even reflection calls methods of what is there.

// exposedTypes returns the named types of the package that are exposed.
func (b *builder) exposedTypes() map[*types.TypeName]bool {
	e := exposure{b: b, found: make(map[*types.TypeName]bool), seen: make(map[types.Type]bool)}
	if !b.program {
		for _, name := range b.pkg.Scope().Names() {
			if obj := b.pkg.Scope().Lookup(name); obj.Exported() {
				e.walk(obj.Type())
			}
		}
	}
	for _, fn := range b.ssa.Funcs {
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				switch instr := instr.(type) {
				case *ssa.MakeInterface:
					e.walk(instr.X.Type())
				case ssa.CallInstruction:
					callee := instr.Common().StaticCallee()
					if callee == nil || callee.Pkg == nil && callee.Origin() == nil || isAtomic(callee) {
						break
					}
					for _, t := range callee.TypeArgs() {
						e.walk(t)
					}
				}
			}
		}
	}
	return e.found
}

func isAtomic(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	return ok && obj.Pkg() != nil && obj.Pkg().Path() == "sync/atomic"
}

// exposure is a walk over types.
type exposure struct {
	b     *builder
	found map[*types.TypeName]bool
	seen  map[types.Type]bool
}

func (e *exposure) walk(t types.Type) {
	t = types.Unalias(t)
	if e.seen[t] {
		return
	}
	e.seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		for arg := range t.TypeArgs().Types() {
			e.walk(arg)
		}
		if t.Obj().Pkg() != e.b.pkg {
			return // nothing of this package is in there but for the arguments
		}
		t = t.Origin()
		e.found[t.Obj()] = true
		e.walk(t.Underlying())
		for m := range t.Methods() {
			if m.Exported() {
				e.walk(m.Type())
			}
		}
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() || f.Embedded() {
				e.walk(f.Type())
			}
		}
	case *types.Signature:
		e.walk(t.Params())
		e.walk(t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			e.walk(v.Type())
		}
	case *types.Map:
		e.walk(t.Key())
		e.walk(t.Elem())
	case *types.Interface:
		for m := range t.Methods() {
			e.walk(m.Type())
		}
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		e.walk(t.Elem())
	}
}
