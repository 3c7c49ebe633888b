package contexts

import (
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/place"
)

// kept reports whether p names the same context at the start of a region and
// at instr in it; at is instr, or what makes the literal that instr is in.
//
// A value stays what it is. A variable that place.Now could not look through
// may have got another context in between, and so may an element of a
// collection. A field or a package variable may have if something in this
// package assigns it, other than when its struct is made: then there must be
// no assignment in the region, and no call that could lead to one.
func (r *Result) kept(p place.Place, region Region, at, instr ssa.Instruction) bool {
	if _, variable := p.Root.(*ssa.Alloc); variable || !p.Exact() {
		return false
	}
	path := strings.TrimSuffix(p.Path, ".Context()")
	global, _ := p.Root.(*ssa.Global)
	if path == "" && global == nil {
		return true
	}
	var assigned func(*ssa.Store) bool
	if path == "" {
		assigned = func(s *ssa.Store) bool { return s.Addr == ssa.Value(global) }
	} else {
		fields := strings.Split(strings.TrimPrefix(path, "."), ".")
		assigned = func(s *ssa.Store) bool { return assigns(s, fields) }
	}
	if !r.anywhere(assigned) {
		return true
	}
	return at == instr && !mayAssign(region, instr, assigned)
}

// assigns reports whether a store is to a field of one of these names, of a
// struct that is not being made right there.
func assigns(s *ssa.Store, fields []string) bool {
	addr, ok := s.Addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	if _, fresh := addr.X.(*ssa.Alloc); fresh {
		return false
	}
	name := place.Now(addr).Path
	name = name[strings.LastIndexByte(name, '.')+1:]
	for _, f := range fields {
		if f == name {
			return true
		}
	}
	return false
}

// anywhere reports whether some store of the package, outside of its
// initialiser, is one.
func (r *Result) anywhere(is func(*ssa.Store) bool) bool {
	s := r.Effects.Calls.SSA()
	if s == nil {
		return false
	}
	for _, fn := range s.Funcs {
		if fn.Parent() == nil && fn.Synthetic != "" {
			continue
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if store, ok := instr.(*ssa.Store); ok && is(store) {
					return true
				}
			}
		}
	}
	return false
}

// mayAssign reports whether something in the region, but for instr itself,
// assigns or could lead to an assignment: a call of a function of this
// package, or of one that is not known.
func mayAssign(region Region, instr ssa.Instruction, assigned func(*ssa.Store) bool) bool {
	fn := region.head.Parent()
	for _, b := range fn.Blocks {
		for _, other := range b.Instrs {
			if other == instr || !region.Holds(other) {
				continue
			}
			switch other := other.(type) {
			case *ssa.Store:
				if assigned(other) {
					return true
				}
			case *ssa.Call:
				if _, builtin := other.Call.Value.(*ssa.Builtin); builtin || other.Call.IsInvoke() {
					continue
				}
				if callee := calls.Callee(other.Common()); callee.Fn == nil || callee.Fn.Pkg == nil || callee.Fn.Pkg == fn.Pkg {
					return true
				}
			}
		}
	}
	return false
}
