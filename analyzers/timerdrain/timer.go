package timerdrain

import (
	"go/token"
	"go/types"
	"iter"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/place"
)

// A timer is a variable that holds one, seen from one function.
type timer struct {
	*prover
	place place.Place
	home  *ssa.Function
	// writers holds the functions, other than home and constructors, that
	// put a new timer in the field. See private.
	writers map[*ssa.Function]bool
}

func instructions(fn *ssa.Function) iter.Seq[ssa.Instruction] {
	return func(yield func(ssa.Instruction) bool) {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if !yield(instr) {
					return
				}
			}
		}
	}
}

// renewed reports whether the timer may be another one, or set again, after
// an instruction of home.
func (t *timer) renewed(instr ssa.Instruction) bool {
	if v, ok := instr.(ssa.Value); ok && v == t.place.Root {
		return true // the next one: of the next iteration, say
	}
	switch instr := instr.(type) {
	case *ssa.Store:
		// Not only to the same place: other names may lead to it.
		if isTimer(instr.Val.Type()) {
			return true
		}
		if t.place.Path == "" {
			return false
		}
		if _, whole := types.Unalias(instr.Val.Type()).Underlying().(*types.Struct); whole {
			return true // *s = S{}
		}
		at := place.Of(instr.Addr)
		return at.Root == t.place.Root && strings.HasPrefix(t.place.Path, at.Path+".")
	case ssa.CallInstruction:
		if method(instr) != "" {
			return method(instr) == "Reset"
		}
		if slices.ContainsFunc(instr.Common().Args, func(arg ssa.Value) bool { return isTimer(arg.Type()) }) {
			return true
		}
		return t.writes(instr, make(map[*ssa.Function]bool))
	}
	return false
}

// writes reports whether a call may put a new timer in the field: it runs a
// writer, directly or by functions of the package, or a function value. The
// method of an interface is taken to be none of ours: it would have to lead
// back to the object that is in the middle of home.
func (t *timer) writes(call ssa.CallInstruction, seen map[*ssa.Function]bool) bool {
	if len(t.writers) == 0 || call.Common().IsInvoke() {
		return false
	}
	if _, builtin := call.Common().Value.(*ssa.Builtin); builtin {
		return false
	}
	fn := calls.Callee(call.Common()).Fn
	if fn == nil || t.writers[fn] {
		return true
	}
	if seen[fn] {
		return false
	}
	seen[fn] = true
	for instr := range instructions(fn) {
		if inner, ok := instr.(ssa.CallInstruction); ok && t.writes(inner, seen) {
			return true
		}
	}
	return false
}

func isTimer(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "time" && named.Obj().Name() == "Timer"
}

// private reports whether home alone resets the timer, so that what is true of
// it there is not undone by another goroutine: all of its uses are known. A
// parameter may be used by the caller as well, but only before and after.
//
// Other functions may put a timer in the field, as start or init methods do:
// Reset is made for concurrent use, an assignment is not, so one that happens
// in the middle of home is one that home calls.
func (t *timer) private() bool {
	t.writers = make(map[*ssa.Function]bool)
	if t.place.Path == "" {
		_, param := t.place.Root.(*ssa.Parameter)
		seen := make(map[ssa.Value]bool)
		if param {
			return t.tame(t.place.Root, seen)
		}
		return t.born(t.place.Root, seen)
	}
	field := t.field()
	if field == nil || field.Exported() {
		return false
	}
	for _, fn := range t.ssa.Funcs {
		for instr := range instructions(fn) {
			switch v := instr.(type) {
			case *ssa.FieldAddr:
				if place.FieldVar(v.X.Type(), v.Field) != field {
					continue
				}
				// New(...) *T may set the field, before anyone has the value.
				_, made := v.X.(*ssa.Alloc)
				if !t.tameVar(v, made, make(map[ssa.Value]bool)) {
					return false
				}
			case *ssa.Field:
				if place.FieldVar(v.X.Type(), v.Field) == field && !t.tame(v, make(map[ssa.Value]bool)) {
					return false
				}
			}
		}
	}
	return true
}

// born reports whether v was made here, or is nil, and is tame.
func (t *timer) born(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] {
		return true
	}
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.Alloc:
		return t.tame(v, seen)
	case *ssa.Call:
		fn := calls.Object(v.Common())
		return fn != nil && (fn.FullName() == "time.NewTimer" || fn.FullName() == "time.AfterFunc") && t.tame(v, seen)
	case *ssa.Phi:
		if !t.tame(v, seen) {
			return false
		}
		for _, edge := range v.Edges {
			if !t.born(edge, seen) {
				return false
			}
		}
		return true
	}
	return false
}

// tame reports whether every use of v, a *time.Timer, is known, and only home
// resets it.
func (t *timer) tame(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] {
		return true
	}
	seen[v] = true
	if cell, ok := v.(*ssa.Alloc); ok {
		return t.tameVar(cell, false, seen)
	}
	if v.Referrers() == nil {
		return false
	}
	for _, ref := range *v.Referrers() {
		atHome := ref.Parent() == t.home
		switch ref := ref.(type) {
		case *ssa.DebugRef, *ssa.BinOp, *ssa.FieldAddr: // == nil, .C
		case *ssa.Phi:
			if !t.tame(ref, seen) {
				return false
			}
		case *ssa.Store:
			// In a variable, or in the field that t is.
			switch to := ref.Addr.(type) {
			case *ssa.Alloc:
				if !t.tameVar(to, false, seen) {
					return false
				}
			case *ssa.FieldAddr:
				if t.place.Path == "" || place.FieldVar(to.X.Type(), to.Field) != t.field() {
					return false
				}
			default:
				return false
			}
		case ssa.CallInstruction:
			_, now := ref.(*ssa.Call)
			if method(ref) != "Stop" && !(atHome && now) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// tameVar is tame for the variable at addr. Unless it was just made, only
// home may assign to it.
func (t *timer) tameVar(addr ssa.Value, made bool, seen map[ssa.Value]bool) bool {
	if seen[addr] && addr.Referrers() != nil {
		// A variable is met as a root and again as where a value is stored.
		return true
	}
	seen[addr] = true
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
			if !t.tame(ref, seen) {
				return false
			}
		case *ssa.Store:
			if ref.Val == addr || !t.born(ref.Val, seen) {
				return false
			}
			if ref.Parent() == t.home || made || t.atBirth(ref) {
				break
			}
			if t.place.Path == "" {
				return false
			}
			t.writers[ref.Parent()] = true
		case *ssa.MakeClosure:
			fn, ok := ref.Fn.(*ssa.Function)
			if !ok {
				return false
			}
			for i, b := range ref.Bindings {
				if b == addr && !t.tameVar(fn.FreeVars[i], false, seen) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

// atBirth reports whether a store is the only one to a captured variable: its
// initialisation in the function around home.
func (t *timer) atBirth(s *ssa.Store) bool {
	cell, ok := s.Addr.(*ssa.Alloc)
	return ok && place.OnlyStore(cell) == s.Val
}

// field returns the field that holds the timer, nil if none does.
func (t *timer) field() *types.Var {
	name := t.place.Path[strings.LastIndexByte(t.place.Path, '.')+1:]
	for _, fn := range t.ssa.Funcs {
		for instr := range instructions(fn) {
			if v, ok := instr.(*ssa.FieldAddr); ok && place.Of(v) == t.place {
				if f := place.FieldVar(v.X.Type(), v.Field); f != nil && f.Name() == name && isTimer(f.Type()) {
					return f
				}
			}
		}
	}
	return nil
}

// afterFunc returns where the timer is made by time.AfterFunc, if that is the
// only way it is made.
func (t *timer) afterFunc() token.Pos {
	if t.place.Path != "" {
		return t.fieldAfterFunc()
	}
	values := []ssa.Value{t.place.Root}
	if cell, ok := t.place.Root.(*ssa.Alloc); ok {
		var all bool
		if values, all = place.Stores(cell); !all {
			return token.NoPos
		}
	}
	return allAfterFunc(values)
}

func (t *timer) fieldAfterFunc() token.Pos {
	field := t.field()
	if field == nil || field.Exported() {
		return token.NoPos
	}
	var values []ssa.Value
	for _, fn := range t.ssa.Funcs {
		for instr := range instructions(fn) {
			addr, ok := instr.(*ssa.FieldAddr)
			if !ok || place.FieldVar(addr.X.Type(), addr.Field) != field {
				continue
			}
			for _, ref := range *addr.Referrers() {
				switch ref := ref.(type) {
				case *ssa.UnOp, *ssa.DebugRef:
				case *ssa.Store:
					values = append(values, ref.Val)
				default:
					return token.NoPos
				}
			}
		}
	}
	return allAfterFunc(values)
}

// allAfterFunc returns the position of the first of values if each is the
// result of time.AfterFunc, or nil.
func allAfterFunc(values []ssa.Value) token.Pos {
	pos := token.NoPos
	for len(values) > 0 {
		v := values[0]
		values = values[1:]
		switch v := v.(type) {
		case *ssa.Const: // nil
			continue
		case *ssa.Call:
			if fn := calls.Object(v.Common()); fn != nil && fn.FullName() == "time.AfterFunc" {
				if !pos.IsValid() {
					pos = v.Pos()
				}
				continue
			}
		}
		return token.NoPos
	}
	return pos
}
