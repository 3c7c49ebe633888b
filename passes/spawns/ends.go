package spawns

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/classes"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/place"
)

// This file is about who ends a goroutine that belongs to an object.

// An ending is how an object ends the goroutine of a site.
type ending struct {
	site  *Site
	owner *types.TypeName
	makes bool            // the object is made here, else it is the receiver
	by    []*ssa.Function // that close or send to a field, or call a cancel function in one
	param *ssa.Parameter  // the context whose end ends it too
}

// endingOf returns how the owner of a site can end its goroutine, false if
// it cannot, or if others can as well.
func (r *Result) endingOf(try ending) (ending, bool) {
	for _, stay := range try.site.Life.Stays {
		if stay.Early || stay.Endless() {
			continue
		}
		e := try
		ok := true
		for _, exit := range stay.Exits {
			if exit.Ends {
				continue
			}
			ok = ok && r.endedByOwner(&e, stay, exit)
		}
		if ok && len(e.by) > 0 {
			return e, true
		}
	}
	return ending{}, false
}

// endedByOwner adds to e who can make an exit happen; false if that is not
// the owner alone.
func (r *Result) endedByOwner(e *ending, stay Stay, exit Exit) bool {
	if len(exit.Causes) == 0 {
		return false
	}
	for _, c := range exit.Causes {
		switch c.Kind {
		case Received, Closed:
			if c.Chan == nil {
				continue // the cause beside it is the receive
			}
			closed := c.Kind == Closed || exit.Has(Closed)
			if !e.isObject(stay.Place(e.site, c.Chan)) || !r.endedByField(e, c.Chan, closed) {
				return false
			}
		case Done:
			if !r.endedByContext(e, stay, c.Ctx) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// isObject reports whether what is at p belongs to the object that owns the
// goroutine, as far as is known: a channel may have been made before.
func (e *ending) isObject(p place.Place) bool {
	if p.Path == "" {
		return true
	}
	switch root := p.Root.(type) {
	case *ssa.Parameter:
		return !e.makes && root.Parent() == e.site.Where.Func && slices.Index(root.Parent().Params, root) == 0
	case *ssa.Alloc:
		// The copy of a receiver that is no pointer is a variable, too.
		if stored, ok := place.OnlyStore(root).(*ssa.Parameter); ok {
			return e.isObject(place.Place{Root: stored, Path: p.Path})
		}
		return e.makes
	}
	return false
}

// endedByField: ch is kept in a field of the owner, and only functions of
// this package close it or send to it.
func (r *Result) endedByField(e *ending, ch ssa.Value, closed bool) bool {
	class := r.Classes.Of(ch)
	if class == nil || class.Open(classes.Close) || class.Open(classes.Send) || !hasField(class, e.owner) {
		return false
	}
	kinds := []classes.OpKind{classes.Close}
	if !closed {
		kinds = append(kinds, classes.Send)
	}
	ops := class.Of(kinds...)
	for _, op := range ops {
		e.by = append(e.by, op.Func())
	}
	return len(ops) > 0
}

// hasField reports whether a channel class is kept in fields of one type only,
// and that is it.
func hasField(class *classes.Class, owner *types.TypeName) bool {
	if len(class.Fields) == 0 || len(class.Globals) > 0 {
		return false
	}
	for _, f := range class.Fields {
		if fieldOf(owner, f) < 0 {
			return false
		}
	}
	return true
}

// fieldOf returns the index of a field in a struct type, -1 if it is not there.
func fieldOf(owner *types.TypeName, field *types.Var) int {
	s, ok := owner.Type().Underlying().(*types.Struct)
	if !ok {
		return -1
	}
	for i := range s.NumFields() {
		if s.Field(i).Origin() == field.Origin() {
			return i
		}
	}
	return -1
}

// endedByContext: ctx is derived where the goroutine is started, with a cancel
// function that goes into a field of the owner; or it is a parameter there.
func (r *Result) endedByContext(e *ending, stay Stay, ctx ssa.Value) bool {
	p := stay.outside(e.site, ctx, place.Now)
	if field := strings.TrimPrefix(p.Path, "."); p.Path != "" && !strings.ContainsAny(field, ".[(") {
		made := r.storedCtx(e.owner, field)
		if made == nil || made.Parent() != e.site.Where.Func {
			return false
		}
		p = place.Place{Root: made}
	}
	if p.Path != "" {
		return false
	}
	if param, ok := p.Root.(*ssa.Parameter); ok {
		if param.Parent() != e.site.Where.Func || e.param != nil && e.param != param {
			return false
		}
		e.param = param
		return true
	}
	by, _ := effects.Derivation(p.Root)
	if by == nil {
		return false
	}
	chain := effects.Chain(p.Root)
	switch root := chain[len(chain)-1].Root.(type) {
	case *ssa.Parameter:
		if chain[len(chain)-1].Path != "" || root.Parent() != e.site.Where.Func || e.param != nil && e.param != root {
			return false
		}
		e.param = root
	case *ssa.Call:
		if !isBackground(root) {
			return false
		}
	default:
		return false
	}
	callers := r.cancelCallers(e.owner, by)
	e.by = append(e.by, callers...)
	return len(callers) > 0
}

func isBackground(call *ssa.Call) bool {
	fn := calls.Object(call.Common())
	return fn != nil && (fn.FullName() == "context.Background" || fn.FullName() == "context.TODO")
}

// storedCtx returns the value that is assigned to a field of a type, if that is
// one in the whole package.
func (r *Result) storedCtx(owner *types.TypeName, name string) *ssa.Extract {
	stores := r.fieldUses(owner, name).stored
	if len(stores) != 1 {
		return nil
	}
	x, _ := place.Now(stores[0]).Root.(*ssa.Extract)
	return x
}

// cancelCallers returns the functions that call the cancel function which a
// call of context.WithCancel, or a relative, returned: it is kept in a field of
// the owner, and in nothing else. nil if that is not so.
func (r *Result) cancelCallers(owner *types.TypeName, by *ssa.Call) []*ssa.Function {
	if !calls.Row(by.Common()).Cancel || by.Referrers() == nil {
		return nil
	}
	var cancel *ssa.Extract
	for _, ref := range *by.Referrers() {
		if x, ok := ref.(*ssa.Extract); ok && x.Index == 1 {
			cancel = x
		}
	}
	if cancel == nil {
		return nil
	}
	return r.callersOf(owner, cancel)
}

// callersOf is cancelCallers for the cancel function itself.
func (r *Result) callersOf(owner *types.TypeName, cancel ssa.Value) []*ssa.Function {
	var out []*ssa.Function
	for _, ref := range *cancel.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.ChangeType: // to func()
			inner := r.callersOf(owner, ref)
			if inner == nil {
				return nil
			}
			out = append(out, inner...)
		case ssa.CallInstruction:
			if ref.Common().Value != cancel {
				return nil
			}
			out = append(out, ref.Parent()) // on the way out of a constructor that fails
		case *ssa.Store:
			addr, ok := ref.Addr.(*ssa.FieldAddr)
			if !ok || typeName(addr.X.Type()) != owner {
				return nil
			}
			use := r.fieldUses(owner, fieldName(addr))
			if use.read {
				return nil
			}
			out = append(out, use.called...)
		default:
			return nil
		}
	}
	return out
}

// fieldUse is what the package does with a field.
type fieldUse struct {
	stored []ssa.Value     // not nil
	called []*ssa.Function // functions that call the func in it
	read   bool            // in other ways
}

func fieldName(addr *ssa.FieldAddr) string {
	s, ok := types.Unalias(addr.X.Type().Underlying().(*types.Pointer).Elem()).Underlying().(*types.Struct)
	if !ok {
		return ""
	}
	return s.Field(addr.Field).Name()
}

// fieldUses returns what is done with a field of a type.
func (r *Result) fieldUses(owner *types.TypeName, name string) fieldUse {
	var use fieldUse
	visit := func(fn *ssa.Function, v ssa.Value) { // of a load
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.DebugRef, *ssa.BinOp:
			case ssa.CallInstruction:
				if ref.Common().Value == v {
					use.called = append(use.called, fn)
					continue
				}
				use.read = true
			default:
				use.read = true
			}
		}
	}
	for _, fn := range r.Effects.Calls.SSA().Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.FieldAddr:
					if typeName(instr.X.Type()) != owner || fieldName(instr) != name {
						continue
					}
					for _, ref := range *instr.Referrers() {
						switch ref := ref.(type) {
						case *ssa.DebugRef:
						case *ssa.UnOp:
							visit(fn, ref)
						case *ssa.Store:
							if ref.Addr != ssa.Value(instr) {
								use.read = true
							} else if !place.IsNil(ref.Val) {
								use.stored = append(use.stored, ref.Val)
							}
						default:
							use.read = true
						}
					}
				case *ssa.Field:
					s, ok := instr.X.Type().Underlying().(*types.Struct)
					if ok && typeName(instr.X.Type()) == owner && s.Field(instr.Field).Name() == name {
						visit(fn, instr)
					}
				}
			}
		}
	}
	return use
}
