// Package place gives names to the things that goroutines share: locks,
// channels, contexts, groups, tests. A name is a root value and an access
// path of fields, never a source string: the false reports of linters that
// compare names come from aliases and shadowing.
package place

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/effect"
)

// A Place is a root and an access path, within one SSA program. An address
// and the value behind it have the same place: dereferences are implicit, as
// in Go's selector syntax.
//
// Equality (==) of two places of one function, or of a function and the
// literals nested in it, is a must-claim under one assumption, shared with
// every access-path analysis: pointer fields on the path are not reassigned
// between the two uses.
type Place struct {
	Root ssa.Value
	Path string // "", ".mu", ".inner.mu", ".peers[].mu", ".Context()"
}

// IsZero reports whether p names nothing.
func (p Place) IsZero() bool { return p.Root == nil }

// maxHops bounds the walk from a value to its root; SSA of real code needs
// far fewer, and a cycle of phis would need none.
const maxHops = 64

// Of returns the place that v, or what v points to, is kept in. It looks
// through conversions, through local variables and captured variables that
// are assigned once, and out of function literals that are made once. It
// never fails: a value it cannot look through is its own root.
func Of(v ssa.Value) Place { return walk{}.of(v, maxHops) }

// Now is Of for a value at the point where it is computed: a local variable
// with several assignments is looked through as well, if exactly one of them
// can have been the last one there. That is what tells
//
//	g, ctx := errgroup.WithContext(ctx) // the parameter is assigned again
//
// before from after, once a literal captures ctx. Places of Now and of Of
// should not be mixed in one comparison: Of names the variable, Now its value.
func Now(v ssa.Value) Place { return walk{now: true}.of(v, maxHops) }

// Generic is p with elements of collections taken for one: s.shards[i].mu is
// {s, ".shards[].mu"}, whatever i. Of names each evaluation of s.shards[i]
// apart, since nothing says that two of them meet the same element. Equality
// of generic places is a may-claim.
func Generic(p Place) Place {
	if p.IsZero() {
		return p
	}
	g := walk{generic: true}.of(p.Root, maxHops)
	return g.Under(p.Path)
}

// walk is a way to look through values.
type walk struct {
	now     bool // see Now
	generic bool // see Generic
}

func (w walk) of(v ssa.Value, hops int) Place {
	if hops == 0 {
		return Place{Root: v}
	}
	hops--
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return w.of(v.X, hops).field(fieldName(v.X.Type(), v.Field))
	case *ssa.Field:
		return w.of(v.X, hops).field(fieldName(v.X.Type(), v.Field))
	case *ssa.IndexAddr:
		if w.generic {
			return w.of(v.X, hops).element()
		}
	case *ssa.Index:
		if w.generic {
			return w.of(v.X, hops).element()
		}
	case *ssa.Lookup:
		if w.generic && !v.CommaOk {
			return w.of(v.X, hops).element()
		}
	case *ssa.UnOp:
		if v.Op != token.MUL {
			break
		}
		if cell, ok := Cell(v.X); ok {
			if only := OnlyStore(cell); only != nil {
				return w.of(only, hops)
			}
			if w.now {
				if last := LastStore(v, cell); last != nil {
					return w.of(last, hops)
				}
			}
			return Place{Root: cell}
		}
		return w.of(v.X, hops)
	case *ssa.FreeVar:
		if bound := Binding(v); bound != nil {
			return w.of(bound, hops)
		}
	case *ssa.ChangeType:
		return w.of(v.X, hops)
	case *ssa.ChangeInterface:
		return w.of(v.X, hops)
	case *ssa.MakeInterface:
		return w.of(v.X, hops)
	case *ssa.TypeAssert:
		if !v.CommaOk {
			return w.of(v.X, hops)
		}
	case *ssa.Extract:
		if assert, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
			return w.of(assert.X, hops)
		}
		if w.generic {
			switch from := v.Tuple.(type) {
			case *ssa.Lookup: // v, ok := m[k]
				if v.Index == 0 {
					return w.of(from.X, hops).element()
				}
			case *ssa.Next: // for k, v := range m
				if rng, ok := from.Iter.(*ssa.Range); ok && v.Index == 2 {
					return w.of(rng.X, hops).element()
				}
			}
		}
	case *ssa.Phi:
		return w.ofPhi(v, hops)
	case *ssa.Call:
		// r.Context() and stream.Context() answer the same context each time.
		if recv := contextGetter(v.Common()); recv != nil {
			return w.of(recv, hops).field("Context()")
		}
		if recv, name := testGetter(v.Common()); recv != nil {
			return w.of(recv, hops).field(name + "()")
		}
	}
	return Place{Root: v}
}

// ofPhi is the common place of the edges of a phi, or the phi itself.
func (w walk) ofPhi(phi *ssa.Phi, hops int) Place {
	var all Place
	for _, edge := range phi.Edges {
		if edge == ssa.Value(phi) {
			continue
		}
		// A nested phi may lead back here; a quarter of the budget is
		// enough to see through one and keeps the walk small.
		p := w.of(edge, hops/4)
		if all.IsZero() {
			all = p
		} else if all != p {
			return Place{Root: phi}
		}
	}
	return all
}

func (p Place) field(name string) Place {
	if len(p.Path)+1+len(name) > effect.MaxPath {
		return p // n.next.next…: the class is the same
	}
	return Place{p.Root, p.Path + "." + name}
}

func (p Place) element() Place {
	if strings.HasSuffix(p.Path, "[]") || len(p.Path)+2 > effect.MaxPath {
		return p
	}
	return Place{p.Root, p.Path + "[]"}
}

// fieldName returns the name of field i of the struct that t is or points to.
func fieldName(t types.Type, i int) string {
	if s, ok := types.Unalias(deref(t)).Underlying().(*types.Struct); ok {
		return s.Field(i).Name()
	}
	// The core type of a type parameter: ssa accepts it, its fields are named
	// by number here so that two of them never meet by accident.
	return "#" + string(rune('0'+i%10))
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// contextGetter returns the receiver of a call of a niladic method Context
// that returns a context.Context, nil for any other call.
func contextGetter(c *ssa.CallCommon) ssa.Value {
	sig := c.Signature()
	if sig.Results().Len() != 1 || !IsContext(sig.Results().At(0).Type()) {
		return nil
	}
	if c.IsInvoke() {
		if c.Method.Name() == "Context" && sig.Params().Len() == 0 {
			return c.Value
		}
		return nil
	}
	fn := c.StaticCallee()
	if fn == nil || fn.Name() != "Context" || sig.Recv() == nil || sig.Params().Len() != 0 || len(c.Args) != 1 {
		return nil
	}
	return c.Args[0]
}

// IsContext reports whether t is context.Context.
func IsContext(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	return named.Obj().Pkg().Path() == "context" && named.Obj().Name() == "Context"
}

// Cell returns the variable that an address is, if it is one: a local
// variable, seen directly or as a captured variable of a literal.
func Cell(addr ssa.Value) (*ssa.Alloc, bool) {
	for range maxHops {
		switch a := addr.(type) {
		case *ssa.Alloc:
			return a, true
		case *ssa.FreeVar:
			addr = Binding(a)
		default:
			return nil, false
		}
	}
	return nil, false
}

// Binding returns the value that a captured variable is bound to where its
// literal is made, nil if that is not one place.
func Binding(v *ssa.FreeVar) ssa.Value {
	fn := v.Parent()
	i := slices.Index(fn.FreeVars, v)
	if i < 0 || fn.Parent() == nil {
		return nil
	}
	if mk := MakeOf(fn); mk != nil && i < len(mk.Bindings) {
		return mk.Bindings[i]
	}
	return nil
}

// MakeOf returns the one instruction that makes the function literal fn, nil
// if there is none or more than one.
func MakeOf(fn *ssa.Function) *ssa.MakeClosure {
	var only *ssa.MakeClosure
	refs := fn.Referrers()
	if refs == nil {
		return nil
	}
	for _, ref := range *refs {
		if mk, ok := ref.(*ssa.MakeClosure); ok && mk.Fn == ssa.Value(fn) {
			if only != nil {
				return nil
			}
			only = mk
		}
	}
	return only
}

// OnlyStore returns the value of the single assignment to a local variable,
// counting assignments in literals that capture it; nil if there are several,
// none, or the variable's address goes where it cannot be followed.
func OnlyStore(cell *ssa.Alloc) ssa.Value {
	var only ssa.Value
	ok := eachStore(cell, func(s *ssa.Store) bool {
		if only != nil {
			return false
		}
		only = s.Val
		return true
	})
	if !ok {
		return nil
	}
	return only
}

// Stores returns every value assigned to a local variable, and whether that
// is all of them (its address does not go where it cannot be followed).
func Stores(cell *ssa.Alloc) (values []ssa.Value, all bool) {
	all = eachStore(cell, func(s *ssa.Store) bool {
		values = append(values, s.Val)
		return true
	})
	return values, all
}

// eachStore visits the assignments to a variable through addr, until visit
// says stop. It reports whether it saw all of them.
func eachStore(addr ssa.Value, visit func(*ssa.Store) bool) bool {
	refs := addr.Referrers()
	if refs == nil {
		return false
	}
	for _, ref := range *refs {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr == addr {
				if !visit(ref) {
					return false
				}
			} else {
				return false // the address itself is stored somewhere
			}
		case *ssa.UnOp, *ssa.DebugRef, *ssa.FieldAddr, *ssa.IndexAddr:
			// A load, or an address of a part: assigning a part is not
			// assigning the variable.
		case *ssa.MakeClosure:
			fn, ok := ref.Fn.(*ssa.Function)
			if !ok {
				return false
			}
			for i, b := range ref.Bindings {
				if b == addr && !eachStore(fn.FreeVars[i], visit) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

// External returns p as seen from outside fn: false if p hangs off something
// that only exists inside.
func (p Place) External(fn *ssa.Function) (effect.Place, bool) {
	switch root := p.Root.(type) {
	case *ssa.Parameter:
		if i := slices.Index(fn.Params, root); i >= 0 {
			return effect.Place{Root: effect.Param, Index: i, Path: p.Path}, true
		}
	case *ssa.Global:
		if root.Object() != nil {
			return effect.Place{Root: effect.Global, Global: root.Object().Pkg().Path() + "." + root.Name(), Path: p.Path}, true
		}
	}
	return effect.Place{}, false
}

// Under returns the place at path below p, as when a callee's parameter
// place is seen from the caller.
func (p Place) Under(path string) Place {
	if len(p.Path)+len(path) > effect.MaxPath {
		return p
	}
	return Place{p.Root, p.Path + path}
}

// Owner returns the function that p's root lives in, nil for package-level
// variables and constants.
func (p Place) Owner() *ssa.Function {
	if p.Root == nil {
		return nil
	}
	return p.Root.Parent()
}

// Exact reports whether p names one object and not a class of them, as the
// elements of a slice or map are.
func (p Place) Exact() bool { return p.Root != nil && !strings.Contains(p.Path, "[]") }
