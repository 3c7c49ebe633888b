package calls

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Callee resolves a call as the package function Callee does, and beyond that
// calls of interface methods that only one type can answer: the interface
// belongs to this package, where nobody else can implement it (it is
// unexported, or the package is a program), and one type of the package
// implements it.
func (g *Graph) Callee(common *ssa.CallCommon) Func {
	if !common.IsInvoke() {
		return Callee(common)
	}
	impl := g.implementation(common.Value.Type())
	if impl == nil {
		return Func{}
	}
	obj, index, _ := types.LookupFieldOrMethod(impl, true, common.Method.Pkg(), common.Method.Name())
	method, ok := obj.(*types.Func)
	if !ok || len(index) != 1 {
		return Func{} // promoted: the receiver is a part of the value
	}
	fn := g.SSA().Pkg.Prog.FuncValue(method.Origin())
	if fn == nil {
		return Func{}
	}
	return Func{Fn: fn, Recv: common.Value}
}

// implementation returns the one type that implements an interface type of
// the package under analysis, nil if that is not certain.
func (g *Graph) implementation(t types.Type) types.Type {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.TypeParams().Len() > 0 {
		return nil
	}
	obj := named.Obj()
	if s := g.SSA(); s == nil || obj.Pkg() != s.Pkg.Pkg || obj.Exported() && obj.Pkg().Name() != "main" {
		return nil
	}
	if impl, ok := g.impls.Load(obj); ok {
		return impl.(answer).t
	}
	impl := onlyImplementation(obj.Pkg().Scope(), named.Underlying().(*types.Interface))
	g.impls.Store(obj, answer{impl})
	return impl
}

// answer lets a nil type be kept in a sync.Map.
type answer struct{ t types.Type }

func onlyImplementation(scope *types.Scope, iface *types.Interface) types.Type {
	if iface.NumMethods() == 0 {
		return nil
	}
	var only types.Type
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() {
			continue
		}
		named, ok := tn.Type().(*types.Named)
		if !ok || named.TypeParams().Len() > 0 || types.IsInterface(named) {
			continue
		}
		if !types.Implements(named, iface) && !types.Implements(types.NewPointer(named), iface) {
			continue
		}
		if only != nil {
			return nil
		}
		only = types.NewPointer(named)
	}
	return only
}
