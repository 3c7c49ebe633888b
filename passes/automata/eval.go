package automata

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
)

// eval returns what an SSA value is in a frame. Values that may be several
// things are foreign, and those things escape.
func (s *scope) eval(f *frame, v ssa.Value) value {
	switch v.(type) {
	case *ssa.Const, *ssa.Function, *ssa.Parameter, *ssa.FreeVar, *ssa.Global, *ssa.Builtin:
		return s.compute(f, v) // is known at once: to remember it takes longer
	}
	if v, ok := f.memo[v]; ok {
		return v
	}
	f.memo[v] = foreign{} // of a cycle nothing is known
	val := s.compute(f, v)
	f.memo[v] = val
	return val
}

func (s *scope) compute(f *frame, v ssa.Value) value {
	switch v := v.(type) {
	case *ssa.Const:
		if v.IsNil() {
			return zero{}
		}
	case *ssa.Function:
		return s.function(v)
	case *ssa.Parameter:
		for i, p := range f.fn.Params {
			if p == v && i < len(f.args) {
				return f.args[i]
			}
		}
	case *ssa.FreeVar:
		for i, p := range f.fn.FreeVars {
			if p == v && i < len(f.free) {
				return f.free[i]
			}
		}
	case *ssa.MakeChan:
		return channel{s.object(f, v, channels, v.Type())}
	case *ssa.Alloc:
		return ref{obj: s.object(f, v, variable, v.Type().Underlying().(*types.Pointer).Elem())}
	case *ssa.MakeClosure:
		return s.literal(f, v)
	case *ssa.FieldAddr:
		if r, ok := s.eval(f, v.X).(ref); ok {
			return ref{r.obj, r.path + "." + fieldName(v.X.Type(), v.Field)}
		}
	case *ssa.Field:
		if c, ok := s.eval(f, v.X).(copied); ok {
			return s.contents(f, v, ref{c.obj, c.path + "." + fieldName(v.X.Type(), v.Field)}, v.Type())
		}
	case *ssa.IndexAddr:
		r, ok := s.eval(f, v.X).(ref)
		if i, isConst := v.Index.(*ssa.Const); ok && isConst && i.Value != nil {
			if n, exact := constant.Int64Val(constant.ToInt(i.Value)); exact {
				return ref{r.obj, r.path + element(n)}
			}
		}
		if ok {
			// An element that is not known which: nothing in it can be told.
			r.obj.escape(r.path)
		}
	case *ssa.Slice:
		if r, ok := s.eval(f, v.X).(ref); ok {
			return r
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			if r, ok := s.eval(f, v.X).(ref); ok {
				return s.contents(f, v, r, v.Type())
			}
		}
	case *ssa.Phi:
		return s.phi(f, v)
	case *ssa.ChangeType:
		return s.eval(f, v.X)
	case *ssa.ChangeInterface:
		return s.eval(f, v.X)
	case *ssa.MakeInterface:
		switch x := s.eval(f, v.X).(type) {
		case foreign, zero:
		default:
			return boxed{v.X.Type(), x}
		}
	case *ssa.TypeAssert:
		if !v.CommaOk {
			return s.assert(s.eval(f, v.X), v.AssertedType)
		}
	case *ssa.Extract:
		switch tuple := v.Tuple.(type) {
		case *ssa.TypeAssert:
			if v.Index == 0 {
				return s.assert(s.eval(f, tuple.X), tuple.AssertedType)
			}
		case *ssa.Call:
			return s.result(f, tuple, v.Index)
		}
	case *ssa.Call:
		return s.result(f, v, 0)
	}
	return foreign{}
}

// assert is a type assertion on an interface value.
func (s *scope) assert(x value, t types.Type) value {
	b, ok := x.(boxed)
	if !ok {
		return foreign{}
	}
	if types.IsInterface(t) {
		return b
	}
	if types.Identical(b.typ, t) {
		return b.v
	}
	return foreign{}
}

func (s *scope) phi(f *frame, v *ssa.Phi) value {
	var one value
	for _, e := range v.Edges {
		if e == ssa.Value(v) {
			continue
		}
		x := s.eval(f, e)
		if one == nil {
			one = x
		} else if one != x {
			s.merge(&one, x)
		}
	}
	if one == nil {
		return foreign{}
	}
	return one
}

// contents returns what a variable holds, where load reads it.
func (s *scope) contents(f *frame, load ssa.Value, at ref, t types.Type) value {
	if _, ok := t.Underlying().(*types.Struct); ok {
		return copied{at}
	}
	list := s.holdings(f, load, at, t)
	if len(list) == 0 {
		switch call, ok := at.obj.made.(*ssa.Call); {
		case ok && at.path == ".L" && modelName(&call.Call) == "sync.NewCond":
			return s.eval(at.obj.in, call.Call.Args[0])
		case ok, at.obj.lost(at.path):
			return foreign{}
		}
		return zero{}
	}
	val := list[0].val
	for _, st := range list[1:] {
		if st.val != val {
			s.merge(&val, st.val)
		}
	}
	// Each of several variables holds something else; one that has escaped
	// may have been assigned elsewhere; one may be read before it is assigned.
	if at.obj.many || covers(at.obj.was, at.path) || val != (foreign{}) && at.path == "" && !s.assigned(list, at.obj) {
		s.escape(val)
		return foreign{}
	}
	return val
}

// holdings returns the assignments to a variable or to what it is a part of.
func (s *scope) holdings(f *frame, load ssa.Value, at ref, t types.Type) []store {
	var list []store
	for _, st := range s.stores[at.obj] {
		rest, part := strings.CutPrefix(at.path, st.path)
		switch {
		case !part:
		case rest == "":
			list = append(list, st)
		case rest[0] == '.' || rest[0] == '[':
			// A field of a struct that was assigned as a whole.
			val := value(foreign{})
			if whole, ok := st.val.(copied); ok && whole.obj != at.obj {
				val = s.contents(f, load, ref{whole.obj, whole.path + rest}, t)
			}
			list = append(list, store{st.path, st.instr, st.in, val})
		}
	}
	return list
}

// assigned reports whether a local variable has been assigned wherever it is
// used: an assignment in its own function comes before every use, or all are
// elsewhere.
func (s *scope) assigned(list []store, o *object) bool {
	alloc, ok := o.made.(*ssa.Alloc)
	if !ok {
		return true
	}
	first := list[0].instr
	if first.Parent() != alloc.Parent() {
		return false
	}
	for _, use := range *alloc.Referrers() {
		switch use := use.(type) {
		case *ssa.Store, *ssa.DebugRef:
		default:
			if use != first && !flow.Precedes(first, use) {
				return false
			}
		}
	}
	return true
}

// function returns the closure of a declared function.
func (s *scope) function(fn *ssa.Function) value {
	resolved := calls.FuncOf(fn).Fn
	if resolved == nil {
		return foreign{}
	}
	c := s.declared[resolved]
	if c == nil {
		c = &closure{fn: resolved}
		s.declared[resolved] = c
	}
	return c
}

// literal returns the closure of a function literal or of a bound method.
func (s *scope) literal(f *frame, mk *ssa.MakeClosure) value {
	key := objectKey{f, mk, 0}
	c := s.closures[key]
	if c == nil {
		resolved := calls.FuncOf(mk)
		if resolved.Fn == nil {
			for _, b := range mk.Bindings {
				s.escape(s.eval(f, b))
			}
			return foreign{}
		}
		c = &closure{fn: resolved.Fn, made: f, where: mk}
		if resolved.Recv != nil {
			c.recv = foreign{}
		} else {
			c.free = make([]value, len(mk.Bindings))
			for i := range c.free {
				c.free[i] = foreign{}
			}
		}
		s.closures[key] = c
		s.changed = true
	}
	if c.recv != nil {
		s.bind(&c.recv, s.eval(f, mk.Bindings[0]))
	}
	for i := range c.free {
		s.bind(&c.free[i], s.eval(f, mk.Bindings[i]))
	}
	return c
}

// bind sets what a closure carries, which a later round may know better.
func (s *scope) bind(at *value, v value) {
	if *at != v {
		*at = v
		s.changed = true
	}
}

func fieldName(t types.Type, i int) string {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if st, ok := t.Underlying().(*types.Struct); ok && i < st.NumFields() {
		return st.Field(i).Name()
	}
	return "?"
}
