package obligations

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// A Kept is an unexported field of a type of the package that keeps what is owed,
// and that nothing in the package releases.
type Kept struct {
	Field *types.Var
	Owner *types.Named
	// Made are what is put there; there is nothing else.
	Made []Obligation
	// After is where it is released, if that is always after the context that it
	// would cancel is done; nil if it is never released.
	After ssa.Instruction
}

// NeverReleased returns the fields that keep what is owed by a function whose name
// wanted selects, and that nothing releases, nor hands to somebody who might, in
// source order. What the build leaves out may release it, too: a field that is
// mentioned there is not among them.
func (r *Result) NeverReleased(wanted func(row string) bool) []*Kept {
	s := r.Calls.SSA()
	if s == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	f := &fields{r: r, byVar: make(map[*types.Var]*Kept), lost: make(map[*types.Var]bool)}
	for _, fn := range s.Funcs {
		for _, o := range r.obligations(fn) {
			if wanted(o.Row.Name) && o.Path == "" && !(o.Rootless() && !o.passed()) {
				f.makings(o)
			}
		}
	}
	if len(f.order) == 0 {
		return nil
	}
	for _, fn := range s.Funcs {
		f.uses(fn)
	}
	mentioned := ssabuild.Mentioned(r.pass)
	return slices.DeleteFunc(f.order, func(k *Kept) bool { return f.lost[k.Field] || mentioned[k.Field.Name()] })
}

type fields struct {
	r      *Result
	byVar  map[*types.Var]*Kept
	lost   map[*types.Var]bool
	order  []*Kept
	stores []*ssa.Store // of what is owed, into the fields
}

// makings notes the fields that an obligation is put in. It must be put in one
// field, and be nowhere else.
func (f *fields) makings(o Obligation) {
	refs := slices.DeleteFunc(slices.Clone(*o.Value.Referrers()), func(i ssa.Instruction) bool {
		_, debug := i.(*ssa.DebugRef)
		return debug
	})
	for _, ref := range refs {
		store, ok := ref.(*ssa.Store)
		if !ok {
			continue
		}
		addr, ok := store.Addr.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		field, owner := FieldAt(addr)
		if field == nil || owner == nil || field.Exported() || field.Embedded() || owner.Obj().Pkg() != f.r.pass.Pkg {
			continue
		}
		k := f.byVar[field]
		if k == nil {
			k = &Kept{Field: field, Owner: owner}
			f.byVar[field] = k
			f.order = append(f.order, k)
		}
		k.Made = append(k.Made, o)
		f.stores = append(f.stores, store)
		f.lost[field] = f.lost[field] || len(refs) != 1
	}
}

// uses looks at all that a function does with the fields.
func (f *fields) uses(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.FieldAddr:
				field, _ := FieldAt(instr)
				if k := f.byVar[field]; k != nil && !f.lost[field] {
					f.use(k, fn, instr)
				}
			case *ssa.Field:
				if v := fieldOf(instr.X.Type(), instr.Field); v != nil && f.byVar[v.Origin()] != nil {
					f.use(f.byVar[v.Origin()], fn, instr)
				}
			}
		}
	}
}

func (f *fields) use(k *Kept, fn *ssa.Function, v ssa.Value) {
	t := f.r.tracker(fn, 0)
	t.add(item{v: v})
	if t.gone {
		f.lost[k.Field] = true
	}
	for instr, e := range t.ends {
		store, ok := instr.(*ssa.Store)
		switch {
		case ok && store.Addr == v && f.fills(store):
		case e == released && f.late(k, instr):
			if k.After == nil || instr.Pos() < k.After.Pos() {
				k.After = instr
			}
		default:
			f.lost[k.Field] = true
		}
	}
}

// fills reports whether a store puts what is owed, or nil, in a field.
func (f *fields) fills(store *ssa.Store) bool {
	return IsNil(store.Val) || slices.Contains(f.stores, store)
}

// late reports whether a cancel function is called only once its own context is
// done: behind a receive from the Done of the field that the context is in.
func (f *fields) late(k *Kept, at ssa.Instruction) bool {
	if _, ok := at.(*ssa.Call); !ok {
		return false
	}
	for _, o := range k.Made {
		ctx := contextField(o)
		if ctx == nil || !behindDone(at, ctx) {
			return false
		}
	}
	return true
}

// contextField returns the field that the context of a cancel function is put in,
// nil if there is not one.
func contextField(o Obligation) *types.Var {
	call, ok := o.Site.(*ssa.Call)
	if !ok || !o.Row.Cancel {
		return nil
	}
	var out *types.Var
	ctx := result(call, 0)
	if ctx == nil {
		return nil
	}
	for _, ref := range *ctx.Referrers() {
		store, ok := ref.(*ssa.Store)
		if !ok {
			continue
		}
		addr, ok := store.Addr.(*ssa.FieldAddr)
		if !ok || out != nil {
			return nil
		}
		out, _ = FieldAt(addr)
	}
	return out
}

// behindDone reports whether a receive from the Done of the context in a field
// has been executed whenever at is.
func behindDone(at ssa.Instruction, field *types.Var) bool {
	isDone := func(ch ssa.Value) bool {
		call, ok := ch.(*ssa.Call)
		if !ok || !call.Call.IsInvoke() || call.Call.Method.Name() != "Done" || !place.IsContext(call.Call.Value.Type()) {
			return false
		}
		load, ok := call.Call.Value.(*ssa.UnOp)
		if !ok {
			return false
		}
		addr, ok := load.X.(*ssa.FieldAddr)
		if !ok {
			return false
		}
		got, _ := FieldAt(addr)
		return got == field
	}
	for _, b := range at.Parent().Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.UnOp:
				if instr.Op == token.ARROW && isDone(instr.X) && flow.Precedes(instr, at) {
					return true
				}
			case *ssa.Select:
				for i, s := range instr.States {
					if s.Dir != types.RecvOnly || !isDone(s.Chan) {
						continue
					}
					for _, branch := range flow.CaseBranches(instr, i) {
						arm := branch.Block().Succs[0]
						if len(arm.Preds) == 1 && arm.Dominates(at.Block()) {
							return true
						}
					}
				}
			}
		}
	}
	return false
}

// FieldAt returns the field at an address, as it is declared, and the type it
// belongs to, nil if that has no name.
func FieldAt(addr *ssa.FieldAddr) (*types.Var, *types.Named) {
	field := fieldOf(addr.X.Type(), addr.Field)
	if field == nil {
		return nil, nil
	}
	p, ok := types.Unalias(addr.X.Type()).Underlying().(*types.Pointer)
	if !ok {
		return field.Origin(), nil
	}
	named, _ := types.Unalias(p.Elem()).(*types.Named)
	if named != nil {
		named = named.Origin()
	}
	return field.Origin(), named
}

// Ending returns the method that ends objects of a type, by its name, nil if there
// is none.
func Ending(named *types.Named) *types.Func {
	if named == nil {
		return nil
	}
	for _, name := range endings {
		for m := range named.Methods() {
			if strings.ToLower(m.Name()) == name {
				return m
			}
		}
	}
	return nil
}

// endings are the names of methods that end an object, in lower case.
var endings = []string{"close", "stop", "shutdown", "cancel", "quit", "exit", "terminate", "destroy", "dispose", "release", "disconnect", "kill", "teardown"}
