package classes

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// builder makes the nodes of a package and merges them as its instructions say.
type builder struct {
	graph
	ssa   *ssabuild.SSA
	calls *calls.Graph
	pkg   *types.Package

	values  map[ssa.Value]node
	fields  map[*types.Var]node
	results map[result]node

	carriers  map[types.Type]bool
	literals  typeutil.Map // *types.Struct -> itself: one for identical ones
	mentioned map[string]bool
	program   bool // package main
	taken     map[*ssa.Function]bool
	exposed   map[*types.TypeName]bool // types whose methods others may call

	made []making
	done []Op
	at   []node // of done

	nilOps []Op
}

// result is result i of a function.
type result struct {
	fn *ssa.Function
	i  int
}

// making is a Make and its node.
type making struct {
	Make
	node node
}

// compute does everything, once.
func (r *Result) compute() {
	r.once.Do(func() {
		s := r.Calls.SSA()
		if s == nil {
			return
		}
		b := &builder{
			ssa: s, calls: r.Calls, pkg: r.pass.Pkg,
			values:    make(map[ssa.Value]node),
			fields:    make(map[*types.Var]node),
			results:   make(map[result]node),
			carriers:  make(map[types.Type]bool),
			mentioned: ssabuild.Mentioned(r.pass),
			program:   r.pass.Pkg.Name() == "main",
		}
		b.taken = b.takenFuncs()
		b.exposed = b.exposedTypes()
		for _, fn := range s.Funcs {
			b.signature(fn)
			for _, block := range fn.Blocks {
				for _, instr := range block.Instrs {
					b.instr(instr)
				}
			}
		}
		b.settle()
		r.b = b
		r.collect()
	})
}

// carrier reports whether values of a type are, point to or hold a channel, a
// WaitGroup or a Cond. Structs do not count: their fields stand for themselves.
// A type parameter may be anything.
func (b *builder) carrier(t types.Type) bool {
	known, ok := b.carriers[t]
	if !ok {
		b.carriers[t] = false // of a type that contains itself: the rest decides
		known = b.carries(t)
		b.carriers[t] = known
	}
	return known
}

func (b *builder) carries(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return watched(t) != 0 || b.carrier(t.Underlying())
	case *types.Chan, *types.TypeParam:
		return true
	case *types.Pointer:
		return b.carrier(t.Elem())
	case *types.Slice:
		return b.carrier(t.Elem())
	case *types.Array:
		return b.carrier(t.Elem())
	case *types.Map:
		return b.carrier(t.Key()) || b.carrier(t.Elem())
	}
	return false
}

// watched is the kind of a type of package sync, 0 for others.
func watched(t types.Type) Kind {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "sync" {
		return 0
	}
	switch named.Obj().Name() {
	case "WaitGroup":
		return WaitGroup
	case "Cond":
		return Cond
	}
	return 0
}

// leaf is the kind of what a value is or points to.
func (b *builder) leaf(t types.Type) Kind {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if k := watched(t); k != 0 {
		return k
	}
	if chanOf(t) != nil {
		return Chan
	}
	return 0
}

// chanOf is the channel type that t is, or that all types of a type parameter
// are; nil if it is none.
func chanOf(t types.Type) *types.Chan {
	if p, ok := types.Unalias(t).(*types.TypeParam); ok {
		iface, ok := p.Constraint().Underlying().(*types.Interface)
		if !ok || iface.NumEmbeddeds() != 1 {
			return nil
		}
		switch e := iface.EmbeddedType(0).(type) {
		case *types.Union:
			if e.Len() != 1 {
				return nil
			}
			t = e.Term(0).Type()
		default:
			t = e
		}
	}
	c, _ := t.Underlying().(*types.Chan)
	return c
}

// value is the node of a value, none for nil and for what carries nothing.
func (b *builder) value(v ssa.Value) node {
	if n, ok := b.values[v]; ok {
		return n
	}
	if _, isConst := v.(*ssa.Const); isConst || !b.carrier(v.Type()) {
		return none
	}
	n := b.fresh()
	b.values[v] = n
	if g, ok := v.(*ssa.Global); ok && b.publicVar(g.Object()) {
		b.give(b.content(n))
	}
	return n
}

// flow merges two values, one of which may become the other. If one of them is
// of a type that carries nothing, the other is lost from sight.
func (b *builder) flow(x, y ssa.Value) {
	b.merge(b.value(x), b.value(y))
	for _, v := range []ssa.Value{x, y} {
		if c, ok := v.(*ssa.Const); ok && c.Value == nil {
			for _, n := range []node{b.value(x), b.value(y)} {
				if n != none {
					b.nilled[b.find(n)] = true
				}
			}
		}
	}
}

// merge is union for nodes that may be none.
func (b *builder) merge(x, y node) {
	if x != none && y != none {
		b.union(x, y)
	}
}

// holds merges the content of x with a value.
func (b *builder) holds(x, inner ssa.Value) {
	n := b.value(x)
	if n == none {
		return
	}
	if c, ok := inner.(*ssa.Const); ok {
		if c.Value == nil && b.carrier(c.Type()) {
			b.nilled[b.content(n)] = true
		}
		return
	}
	b.merge(b.content(n), b.value(inner))
}

// field is the node of field i of the struct that t is or points to, and the
// field; none if it carries nothing.
func (b *builder) field(t types.Type, i int) node {
	f := b.fieldVar(t, i)
	if f == nil || !b.carrier(f.Type()) {
		return none
	}
	if n, ok := b.fields[f]; ok {
		return n
	}
	n := b.fresh()
	b.fields[f] = n
	if b.publicField(f) {
		b.give(n)
	}
	return n
}

// fieldVar is field i of the struct that t is or points to. Fields of instances
// are those of the generic type, and fields of identical struct types without a
// name are the same.
func (b *builder) fieldVar(t types.Type, i int) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	t = types.Unalias(t)
	s, ok := t.Underlying().(*types.Struct)
	if !ok || i >= s.NumFields() {
		return nil
	}
	if _, literal := t.(*types.Struct); literal {
		if same, ok := b.literals.At(s).(*types.Struct); ok {
			s = same
		} else {
			b.literals.Set(s, s)
		}
	}
	return s.Field(i).Origin()
}

// sameFields merges the fields of two struct types that one is converted to the
// other of, or pointers to them.
func (b *builder) sameFields(x, y types.Type, depth int) {
	if p, ok := x.Underlying().(*types.Pointer); ok {
		x = p.Elem()
	}
	if p, ok := y.Underlying().(*types.Pointer); ok {
		y = p.Elem()
	}
	s, ok := x.Underlying().(*types.Struct)
	u, ok2 := y.Underlying().(*types.Struct)
	if !ok || !ok2 || s == u || s.NumFields() != u.NumFields() || depth > 8 {
		return
	}
	for i := range s.NumFields() {
		b.merge(b.field(x, i), b.field(y, i))
		b.sameFields(s.Field(i).Type(), u.Field(i).Type(), depth+1)
	}
}

// result is the node of result i of a function of this package.
func (b *builder) result(fn *ssa.Function, i int) node {
	t := fn.Signature.Results().At(i).Type()
	if !b.carrier(t) {
		return none
	}
	key := result{fn, i}
	if n, ok := b.results[key]; ok {
		return n
	}
	n := b.fresh()
	b.results[key] = n
	return n
}

// instr does what one instruction says.
func (b *builder) instr(instr ssa.Instruction) {
	switch i := instr.(type) {
	case *ssa.Alloc, *ssa.DebugRef, *ssa.If, *ssa.Jump, *ssa.Panic, *ssa.RunDefers, *ssa.Range, *ssa.Next:
	case *ssa.MakeChan:
		m := Make{Instr: i}
		if c, ok := i.Size.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.Int {
			m.Cap, m.CapKnown = c.Int64(), true
		}
		b.makes(m, b.value(i))
	case *ssa.MakeSlice, *ssa.MakeMap:
	case *ssa.Phi:
		for _, e := range i.Edges {
			b.flow(i, e)
		}
	case *ssa.Store:
		b.holds(i.Addr, i.Val)
	case *ssa.FieldAddr:
		if n := b.value(i); n != none {
			b.member(b.content(n), i.X.Type(), i.Field)
		}
	case *ssa.Field:
		if n := b.value(i); n != none {
			b.member(n, i.X.Type(), i.Field)
		}
	case *ssa.IndexAddr:
		b.flow(i, i.X) // both lead to an element
	case *ssa.Index:
		b.flow(i, i.X) // an array is one with its elements
	case *ssa.Slice:
		b.flow(i, i.X)
	case *ssa.SliceToArrayPointer:
		b.flow(i, i.X)
	case *ssa.Lookup:
		if !i.CommaOk {
			b.holds(i.X, i)
		}
	case *ssa.MapUpdate:
		b.holds(i.Map, i.Key)
		b.holds(i.Map, i.Value)
	case *ssa.ChangeType:
		b.flow(i, i.X)
		b.sameFields(i.Type(), i.X.Type(), 0)
	case *ssa.Convert:
		b.convert(i, i.X)
	case *ssa.MultiConvert:
		b.convert(i, i.X)
	case *ssa.ChangeInterface:
	case *ssa.MakeInterface:
		if n := b.value(i.X); n != none {
			b.give(n)
		}
	case *ssa.TypeAssert:
		if n := b.value(i); n != none && !i.CommaOk {
			b.give(n)
		}
	case *ssa.UnOp:
		b.unop(i)
	case *ssa.BinOp:
		b.compare(i)
	case *ssa.Extract:
		b.extract(i)
	case *ssa.Send:
		b.holds(i.Chan, i.X)
		b.op(Op{Kind: Send, Instr: i, On: i.Chan, Case: -1})
	case *ssa.Select:
		for k, s := range i.States {
			kind := Recv
			if s.Dir == types.SendOnly {
				kind = Send
				b.holds(s.Chan, s.Send)
			}
			b.op(Op{Kind: kind, Instr: i, On: s.Chan, Case: k})
		}
	case *ssa.MakeClosure:
		b.closure(i)
	case *ssa.Return:
		for k, v := range i.Results {
			if n := b.result(i.Parent(), k); n != none {
				if c, ok := v.(*ssa.Const); ok && c.Value == nil {
					b.nilled[b.find(n)] = true
				} else {
					b.merge(n, b.value(v))
				}
			}
		}
	case ssa.CallInstruction:
		b.call(i)
	default:
		if v, ok := instr.(ssa.Value); ok {
			if n := b.value(v); n != none {
				b.give(n)
			}
		}
	}
}

// member merges n with field i of a struct type, or gives n up if that is not
// known, as of a type parameter.
func (b *builder) member(n node, t types.Type, i int) {
	if f := b.field(t, i); f != none {
		b.union(n, f)
	} else {
		b.give(n)
	}
}

func (b *builder) unop(i *ssa.UnOp) {
	switch i.Op {
	case token.MUL:
		b.holds(i.X, i)
	case token.ARROW:
		if !i.CommaOk {
			b.holds(i.X, i)
		}
		kind := Recv
		if i.CommaOk && i.Block().Comment == "rangechan.loop" {
			kind = Range
		}
		b.op(Op{Kind: kind, Instr: i, On: i.X, Case: -1})
	}
}

// compare notes a comparison, which does not make two channels one.
func (b *builder) compare(i *ssa.BinOp) {
	for _, v := range []ssa.Value{i.X, i.Y} {
		if chanOf(v.Type()) != nil {
			b.op(Op{Kind: Compare, Instr: i, On: v, Case: -1})
		}
	}
}

// extract is one of several results.
func (b *builder) extract(i *ssa.Extract) {
	n := b.value(i)
	if n == none {
		return
	}
	switch from := i.Tuple.(type) {
	case *ssa.UnOp: // v, ok := <-ch
		b.holds(from.X, i)
	case *ssa.Lookup: // v, ok := m[k]
		b.holds(from.X, i)
	case *ssa.Next: // for k, v := range m
		if rng, ok := from.Iter.(*ssa.Range); ok {
			b.holds(rng.X, i)
		} else {
			b.give(n)
		}
	case *ssa.Select: // index, ok, and what each receive case received
		k := 2
		for _, s := range from.States {
			if s.Dir == types.RecvOnly {
				if k == i.Index {
					b.holds(s.Chan, i)
					return
				}
				k++
			}
		}
	case *ssa.Call:
		b.callResult(from.Common(), i.Index, n)
	default:
		b.give(n) // an assertion, or unknown
	}
}

// convert is a conversion that is none of the simple ones.
func (b *builder) convert(v, x ssa.Value) {
	if isUnsafe(v.Type()) || isUnsafe(x.Type()) {
		for _, side := range []ssa.Value{v, x} {
			if n := b.value(side); n != none {
				b.give(n)
			}
			b.giveFields(side.Type(), 0)
		}
		return
	}
	b.flow(v, x)
	b.sameFields(v.Type(), x.Type(), 0)
}

func isUnsafe(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Kind() == types.UnsafePointer
}

// giveFields gives up all fields of a struct type.
func (b *builder) giveFields(t types.Type, depth int) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok || depth > 4 || watched(t) != 0 {
		return
	}
	for i := range s.NumFields() {
		if n := b.field(t, i); n != none {
			b.give(n)
		}
		if _, pointer := s.Field(i).Type().Underlying().(*types.Pointer); !pointer {
			b.giveFields(s.Field(i).Type(), depth+1)
		}
	}
}

// closure binds captured variables; of a method value x.M, the receiver.
func (b *builder) closure(i *ssa.MakeClosure) {
	fn, ok := i.Fn.(*ssa.Function)
	if !ok {
		return
	}
	if fn.Parent() == nil { // x.M
		b.methodValue(i, fn)
		return
	}
	for k, v := range i.Bindings {
		if k < len(fn.FreeVars) {
			b.flow(v, fn.FreeVars[k])
		}
	}
}
