package automata

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/place"
)

// few and several are the numbers that lengths and counts which are not known
// stand for: enough for "more than one". All of them are the same number at
// once, so that a claim is one about inputs that exist; and it has to hold for
// both, so that it is not one about inputs of exactly that size.
const (
	few     = 2
	several = 3
)

// unknown is the term of a length or count that is not known.
func (w *walker) unknown() term {
	w.guessed = true
	return intTerm(w.number)
}

// maxNumber is how far variables that count are followed.
const maxNumber = 4

// maxTrips is how many iterations of a loop with a constant bound are followed.
const maxTrips = 20

// A term is what is known of a value that conditions depend on: a constant, or
// something that is one thing or another (free), or nothing (tainted): then
// what other goroutines do may depend on it too, and no path through a
// condition on it may be part of a claim.
type term struct {
	c       constant.Value // of constants
	null    bool           // nil
	present bool           // not nil
	tainted bool
	not     bool // key, negated: of conditions
	// key names a free value: equal keys, equal values. If it is stable, that
	// holds in all goroutines and as long as the scope lives; otherwise until
	// one of deps is computed again.
	key    string
	stable bool
	deps   []dep
}

// A dep is a value that a term is computed from.
type dep struct {
	in *frame
	v  ssa.Value
}

var taint = term{tainted: true}

func (t term) known() bool { return t.c != nil || t.null || t.present }

// text is equal for equal terms.
func (t term) text() string {
	switch {
	case t.c != nil:
		return t.c.ExactString()
	case t.null:
		return "nil"
	case t.present:
		return "some"
	case t.tainted:
		return "?"
	case t.not:
		return "!" + t.key
	}
	return t.key
}

func boolTerm(b bool) term { return term{c: constant.MakeBool(b)} }

func intTerm(n int) term { return term{c: constant.MakeInt64(int64(n))} }

// term returns what is known of a value in a state.
func (w *walker) term(st *state, f *frame, v ssa.Value) term { return w.termOf(st, f, v, 24) }

func (w *walker) termOf(st *state, f *frame, v ssa.Value, hops int) term {
	if hops == 0 {
		return taint
	}
	t := w.plain(st, f, v, hops-1)
	if !t.known() && !t.tainted && w.s.symbols[t.key] {
		return w.unknown()
	}
	return t
}

func (w *walker) plain(st *state, f *frame, v ssa.Value, hops int) term {
	if t, ok := st.facts[fact{in: f, v: v}]; ok {
		return t
	}
	switch v := v.(type) {
	case *ssa.Const:
		if v.IsNil() {
			return term{null: true}
		}
		if v.Value != nil {
			return term{c: v.Value}
		}
	case *ssa.Parameter:
		if f.up != nil && (f.role == inlined || f.role == goroutine) {
			if arg := f.argument(v); arg != nil {
				return w.termOf(st, f.up, arg, hops)
			}
			return w.free(f, v, "")
		}
		return w.free(f, v, "")
	case *ssa.FreeVar, *ssa.Global, *ssa.Function, *ssa.Builtin:
		return w.free(f, v, "")
	case *ssa.MakeClosure, *ssa.MakeChan, *ssa.MakeMap, *ssa.MakeSlice, *ssa.Alloc, *ssa.FieldAddr, *ssa.IndexAddr:
		return term{present: true}
	case *ssa.MakeInterface:
		return term{present: true}
	case *ssa.ChangeType:
		return w.termOf(st, f, v.X, hops)
	case *ssa.ChangeInterface:
		return w.termOf(st, f, v.X, hops)
	case *ssa.Convert:
		return w.termOf(st, f, v.X, hops)
	case *ssa.UnOp:
		return w.unary(st, f, v, hops)
	case *ssa.BinOp:
		return w.binary(st, f, v, hops)
	case *ssa.Phi:
		return taint // control did not pass it in this body, or it is forgotten
	case *ssa.Extract:
		switch tuple := v.Tuple.(type) {
		case *ssa.UnOp, *ssa.Select:
			if w.received(f, v) {
				return taint
			}
		case *ssa.Next:
			return w.nth(st, f, v, tuple, hops)
		case *ssa.TypeAssert:
			return w.apply(f, v, "assert "+types.TypeString(tuple.AssertedType, nil)+fmt.Sprint(v.Index), w.termOf(st, f, tuple.X, hops))
		}
		return w.free(f, v, "")
	case *ssa.TypeAssert:
		return w.apply(f, v, "assert "+types.TypeString(v.AssertedType, nil), w.termOf(st, f, v.X, hops))
	case *ssa.Field:
		if w.received(f, v.X) {
			return taint
		}
		return w.apply(f, v, "."+fieldName(v.X.Type(), v.Field), w.termOf(st, f, v.X, hops))
	case *ssa.Call:
		return w.callTerm(st, f, v, hops)
	}
	return w.free(f, v, "")
}

// nth is the term of a key or value in a range over a map.
func (w *walker) nth(st *state, f *frame, v *ssa.Extract, next *ssa.Next, hops int) term {
	r, ok := next.Iter.(*ssa.Range)
	if !ok {
		return w.free(f, v, "")
	}
	count, counted := st.facts[fact{in: f, v: r}]
	base := w.termOf(st, f, r.X, hops)
	if !counted || base.known() || base.tainted {
		return w.free(f, v, "")
	}
	return w.apply(f, v, fmt.Sprint("range", v.Index), base, count)
}

// argument returns the value of a parameter at the call of a frame.
func (f *frame) argument(p *ssa.Parameter) ssa.Value {
	call, ok := f.site.(ssa.CallInstruction)
	if !ok {
		return nil
	}
	i := slices.Index(f.fn.Params, p)
	common := call.Common()
	all := common.Args
	switch {
	case common.IsInvoke():
		all = append([]ssa.Value{common.Value}, all...)
	case f.of != nil && f.of.recv != nil:
		i--
	}
	if i < 0 || i >= len(all) || len(f.fn.Params) > len(all)+1 {
		return nil
	}
	return all[i]
}

// free is the term of a value of which nothing is known but where it is
// computed.
func (w *walker) free(f *frame, v ssa.Value, extra string) term {
	if ofElement(v) {
		return taint
	}
	t := term{key: w.s.name(f, v) + extra}
	if w.s.stable(f, v) {
		t.stable = true
	} else {
		t.deps = []dep{{f, v}}
	}
	return t
}

// ofElement reports whether v is what some element of a collection says. That
// no element says what lets a loop go on, such as a node without dependencies
// to begin with, is a claim about data that nobody has made.
func ofElement(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	return ok && load.Op == token.MUL && strings.Contains(place.Generic(place.Of(load)).Path, "[")
}

// apply is the term of an operation on terms, which v computes.
func (w *walker) apply(f *frame, v ssa.Value, op string, args ...term) term {
	out := term{key: op + "(", stable: true}
	for i, a := range args {
		if a.tainted {
			return taint
		}
		if i > 0 {
			out.key += ","
		}
		out.key += a.text()
		if !a.known() && !a.stable {
			out.stable = false
			for _, d := range a.deps {
				if !slices.Contains(out.deps, d) {
					out.deps = append(out.deps, d)
				}
			}
		}
	}
	out.key += ")"
	if len(out.key) > 300 {
		return w.free(f, v, "")
	}
	return out
}

// unary is the term of a load, a receive or a negation.
func (w *walker) unary(st *state, f *frame, v *ssa.UnOp, hops int) term {
	switch v.Op {
	case token.MUL:
		return w.load(st, f, v, hops)
	case token.ARROW:
		if w.received(f, v) {
			return taint
		}
		return w.free(f, v, "")
	}
	x := w.termOf(st, f, v.X, hops)
	if x.c != nil {
		if c := fold(func() constant.Value { return constant.UnaryOp(v.Op, x.c, 0) }); c != nil {
			return term{c: c}
		}
		return taint
	}
	if v.Op == token.NOT && !x.tainted {
		x.not = !x.not
		return x
	}
	return w.apply(f, v, v.Op.String(), x)
}

// fold runs a computation on constants, nil if it is not possible.
func fold(do func() constant.Value) (c constant.Value) {
	defer func() {
		if recover() != nil {
			c = nil
		}
	}()
	c = do()
	if c != nil && c.Kind() == constant.Unknown {
		return nil
	}
	return c
}

// binary is the term of a comparison or of arithmetic.
func (w *walker) binary(st *state, f *frame, v *ssa.BinOp, hops int) term {
	x, y := w.termOf(st, f, v.X, hops), w.termOf(st, f, v.Y, hops)
	if x.tainted || y.tainted {
		return taint
	}
	op := v.Op
	if x.c != nil && y.c != nil {
		c := fold(func() constant.Value {
			switch op {
			case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
				return constant.MakeBool(constant.Compare(x.c, op, y.c))
			case token.SHL, token.SHR:
				n, _ := constant.Uint64Val(y.c)
				return constant.Shift(x.c, op, uint(min(n, 64)))
			case token.QUO:
				if x.c.Kind() == constant.Int && y.c.Kind() == constant.Int {
					op = token.QUO_ASSIGN // integer division
				}
			}
			return constant.BinaryOp(x.c, op, y.c)
		})
		if c == nil {
			return taint
		}
		return term{c: c}
	}
	negated := false
	switch op {
	case token.NEQ:
		op, negated = token.EQL, true
	case token.GEQ:
		op, negated = token.LSS, true
	case token.GTR:
		op, x, y = token.LSS, y, x
	case token.LEQ:
		op, negated, x, y = token.LSS, true, y, x
	}
	if op == token.EQL {
		switch {
		case x.null && y.null:
			return boolTerm(!negated)
		case x.null && y.present, x.present && y.null:
			return boolTerm(negated)
		}
		// b == true, b == false
		for range 2 {
			if y.c != nil && y.c.Kind() == constant.Bool {
				x.not = x.not != (constant.BoolVal(y.c) == negated)
				return x
			}
			x, y = y, x
		}
		if y.text() < x.text() {
			x, y = y, x
		}
	}
	out := w.apply(f, v, op.String(), x, y)
	out.not = negated
	return out
}

// callTerm is the term of what a call returns.
func (w *walker) callTerm(st *state, f *frame, v *ssa.Call, hops int) term {
	common := &v.Call
	if b, ok := common.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "len", "cap":
			return w.length(st, f, common.Args[0], b.Name() == "cap", hops)
		case "min", "max":
			best := w.termOf(st, f, common.Args[0], hops)
			for _, a := range common.Args[1:] {
				x := w.termOf(st, f, a, hops)
				if best.c == nil || x.c == nil {
					return taint
				}
				op := token.LSS
				if b.Name() == "max" {
					op = token.GTR
				}
				if constant.Compare(x.c, op, best.c) {
					best = x
				}
			}
			return best
		}
		return taint
	}
	name := fullName(common)
	if strings.Contains(name, "sync/atomic.") {
		return taint
	}
	if name == "errors.New" || name == "fmt.Errorf" {
		return term{present: true}
	}
	if common.IsInvoke() && common.Method.Name() == "Err" {
		if c, ok := w.s.eval(f, common.Value).(contextOf); ok && !w.s.endsOutside(c.obj) {
			return taint
		}
	}
	if name != "" && w.s.stable(f, v) && f.kids[v] == nil {
		// The same function of the same arguments is taken to return the same.
		args := make([]term, 0, 4)
		if common.IsInvoke() {
			args = append(args, w.termOf(st, f, common.Value, hops))
		}
		for _, a := range common.Args {
			args = append(args, w.termOf(st, f, a, hops))
		}
		plain := true
		for _, a := range args {
			plain = plain && !a.tainted && a.stable && !a.present
		}
		if plain && len(args) > 0 && v.Call.Signature().Results().Len() == 1 && !place.IsError(v.Type()) {
			return w.apply(f, v, name, args...)
		}
	}
	return w.free(f, v, "")
}

// name is the name of a value in terms: the same for the same value.
func (s *scope) name(f *frame, v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Global:
		return v.String()
	case *ssa.Function:
		return v.String()
	case *ssa.Builtin:
		return v.Name()
	}
	return fmt.Sprintf("%d.%s", f.index, v.Name())
}

// stable reports whether a value is computed once in one run of the scope.
func (s *scope) stable(f *frame, v ssa.Value) bool {
	if f.looped {
		return false
	}
	instr, ok := v.(ssa.Instruction)
	if !ok {
		return true
	}
	if f == s.top && s.level != nil && !s.level.Has(instr.Block()) {
		return reaches(instr.Block(), s.level.Head, nil) // before this iteration
	}
	return !s.inCycle(f, instr)
}

// endsOutside reports whether a context may end by something that the scope
// does not do.
func (s *scope) endsOutside(o *object) bool {
	for range 8 {
		if o.external || o.ends || o.ended || o.many {
			return true
		}
		p, ok := o.parent.(contextOf)
		if !ok {
			return o.parent != background{}
		}
		o = p.obj
	}
	return true
}
