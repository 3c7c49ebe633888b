package given

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/place"
)

// fields are the exported fields of exported types, as far as only others
// assign to them: the hooks in a struct of options. One that the package fills
// itself is its own, unless it does so only where others left it nil.
type fields struct {
	pkg   *types.Package
	ours  map[*types.Var]bool // the package assigns to it
	names map[*types.Var]string
}

func newFields(pkg *types.Package) *fields {
	f := &fields{pkg, make(map[*types.Var]bool), make(map[*types.Var]string)}
	for _, name := range pkg.Scope().Names() {
		tn, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || !tn.Exported() || tn.IsAlias() {
			continue
		}
		s, ok := tn.Type().Underlying().(*types.Struct)
		if !ok {
			continue
		}
		for v := range s.Fields() {
			if v.Exported() && holds(v.Type(), 0) {
				f.names[v.Origin()] = name + "." + v.Name()
			}
		}
	}
	return f
}

// see notes what an instruction assigns.
func (f *fields) see(instr ssa.Instruction) {
	st, ok := instr.(*ssa.Store)
	if !ok {
		return
	}
	addr, ok := st.Addr.(*ssa.FieldAddr)
	if !ok {
		return
	}
	v := place.FieldVar(addr.X.Type(), addr.Field)
	if _, exported := f.names[v]; exported && !whereNil(st.Block(), v) {
		f.ours[v] = true
	}
}

// whereNil reports whether control gets to b only if a field is nil.
func whereNil(b *ssa.BasicBlock, v *types.Var) bool {
	if len(b.Preds) != 1 {
		return false
	}
	iff, ok := b.Preds[0].Instrs[len(b.Preds[0].Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	cmp, ok := iff.Cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
		return false
	}
	arm := 0
	if cmp.Op == token.NEQ {
		arm = 1
	}
	c, ok := cmp.Y.(*ssa.Const)
	return ok && c.IsNil() && iff.Block().Succs[arm] == b && slotOf(cmp.X, maxHops).in == any(v)
}

// enter adds the fields that others fill.
func (f *fields) enter(from map[slot]From) {
	for v, name := range f.names {
		if !f.ours[v] {
			from[slot{in: v}] = From{Name: name, At: v.Pos(), Field: true}
		}
	}
}

// binding is the variable that a captured one is.
func binding(v *ssa.FreeVar) ssa.Value { return place.Binding(v) }
