package tickerstop

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
)

// uses is what becomes of one ticker or timer. It is complete: what goes where
// it cannot be followed has no uses (see usesOf).
type uses struct {
	fn    *ssa.Function // that makes it
	stops []ssa.Instruction
	// chans are the values that are its channel, received from in fn and in
	// literals.
	chans map[ssa.Value]bool
	// compared is set if it is compared, with nil: then the stops may depend on
	// whether there is one.
	compared bool
	// runners are literals that use it in goroutines.
	runners []*ssa.Function
	fields  []*ssa.FieldAddr // that its channel is kept in

	seen  map[ssa.Value]bool
	inner map[*ssa.Function]bool // literals that stop it
	made  []*ssa.MakeClosure     // literals that capture it
}

// usesOf follows what call makes; isChan if that is a channel, not a ticker. It
// is nil if somebody else may get hold of it.
func usesOf(call *ssa.Call, isChan bool) *uses {
	u := &uses{
		fn:    call.Parent(),
		chans: make(map[ssa.Value]bool),
		seen:  make(map[ssa.Value]bool),
		inner: make(map[*ssa.Function]bool),
	}
	if !u.follow(call, isChan) || !u.literals() {
		return nil
	}
	return u
}

func (u *uses) follow(v ssa.Value, isChan bool) bool {
	if u.seen[v] {
		return true
	}
	u.seen[v] = true
	if isChan {
		u.chans[v] = true
	}
	for _, ref := range *v.Referrers() {
		if !u.use(v, ref, isChan) {
			return false
		}
	}
	return true
}

func (u *uses) use(v ssa.Value, ref ssa.Instruction, isChan bool) bool {
	switch ref := ref.(type) {
	case *ssa.DebugRef:
		return true
	case *ssa.BinOp:
		u.compared = true
		return true
	case *ssa.Phi:
		return u.follow(ref, isChan)
	case *ssa.ChangeType:
		return u.follow(ref, isChan)
	case *ssa.FieldAddr:
		return !isChan && u.field(ref)
	case *ssa.UnOp:
		return isChan && ref.Op == token.ARROW
	case *ssa.Select:
		return isChan && !slices.ContainsFunc(ref.States, func(s *ssa.SelectState) bool { return s.Send == v })
	case *ssa.Store:
		switch to := ref.Addr.(type) {
		case *ssa.Alloc:
			return ref.Val == v && to.Parent() == u.fn && u.variable(to, isChan)
		case *ssa.FieldAddr:
			if isChan && ref.Val == v {
				u.fields = append(u.fields, to)
				return true
			}
		}
		return false
	case ssa.CallInstruction:
		return !isChan && u.call(ref)
	}
	return false
}

// field follows C.
func (u *uses) field(addr *ssa.FieldAddr) bool {
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
			if !u.follow(ref, true) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func (u *uses) call(ref ssa.CallInstruction) bool {
	switch method(ref) {
	case "Reset":
		return true
	case "Stop":
		if _, apart := ref.(*ssa.Go); apart {
			return false
		}
		if ref.Parent() == u.fn {
			u.stops = append(u.stops, ref)
		} else {
			u.inner[ref.Parent()] = true
		}
		return true
	}
	return false
}

// variable follows a local variable, here or as a captured one.
func (u *uses) variable(addr ssa.Value, isChan bool) bool {
	if u.seen[addr] {
		return true
	}
	u.seen[addr] = true
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
			if !u.follow(ref, isChan) {
				return false
			}
		case *ssa.Store:
			if ref.Val == addr {
				return false
			}
		case *ssa.MakeClosure:
			fn, ok := ref.Fn.(*ssa.Function)
			if !ok {
				return false
			}
			u.made = append(u.made, ref)
			for i, b := range ref.Bindings {
				if b == addr && !u.variable(fn.FreeVars[i], isChan) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

// literals sorts the literals that capture the ticker. The function around runs
// them itself, or they are goroutines, where a Stop is none of the paths of fn.
// What becomes of others, returned or registered, is not known: they may need
// the ticker as long as somebody has them.
func (u *uses) literals() bool {
	for _, made := range u.made {
		fn := made.Fn.(*ssa.Function)
		runner := false
		for _, ref := range refs(made) {
			call, ok := ref.(ssa.CallInstruction)
			if !ok {
				return false
			}
			spawn, spawned := calls.SpawnAt(ref)
			switch {
			case spawned && spawn.Body.Fn == fn:
				runner = true
			case call.Common().Value != made && !flow.InRangeFunc(fn):
				return false
			case u.inner[fn]:
				u.stops = append(u.stops, ref)
			}
		}
		if u.inner[fn] && (runner || made.Parent() != u.fn) {
			return false
		}
		if runner {
			u.runners = append(u.runners, fn)
		}
	}
	return true
}

// method returns which method of a ticker or timer an instruction calls.
func method(instr ssa.CallInstruction) string {
	fn := calls.Object(instr.Common())
	if fn == nil {
		return ""
	}
	switch fn.FullName() {
	case "(*time.Ticker).Stop", "(*time.Timer).Stop":
		return "Stop"
	case "(*time.Ticker).Reset", "(*time.Timer).Reset":
		return "Reset"
	}
	return ""
}

// fieldOf returns the field at an address, as it is declared, and the type it
// belongs to, nil if that has no name.
func fieldOf(addr *ssa.FieldAddr) (*types.Var, *types.Named) {
	p, ok := types.Unalias(addr.X.Type()).Underlying().(*types.Pointer)
	if !ok {
		return nil, nil
	}
	s, ok := p.Elem().Underlying().(*types.Struct)
	if !ok || addr.Field >= s.NumFields() {
		return nil, nil
	}
	named, _ := types.Unalias(p.Elem()).(*types.Named)
	if named != nil {
		named = named.Origin()
	}
	return s.Field(addr.Field).Origin(), named
}
