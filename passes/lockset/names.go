package lockset

import (
	"fmt"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/place"
)

// names spells SSA values and conditions as strings within one function, so
// that two evaluations of the same expression have the same spelling: this is
// what correlates `if s.safe { Lock }` with `if s.safe { Unlock }`. A call is
// spelt by its callee and arguments, as if it had no effects: taking two calls
// for equal can only make the analysis see fewer paths, and so say less.
type names struct {
	tokens map[any]string
	// conditions and nils have the keys that were made already: paths meet the
	// same branches again and again.
	conditions map[ssa.Value]spelling
	nils       map[typedValue]string
}

type typedValue struct {
	v ssa.Value
	t types.Type
}

type spelling struct {
	key      string
	positive bool
}

func newNames() *names {
	return &names{tokens: make(map[any]string), conditions: make(map[ssa.Value]spelling), nils: make(map[typedValue]string)}
}

// of returns the token of a value or instruction: "#12;".
func (n *names) of(v any) string {
	token, ok := n.tokens[v]
	if !ok {
		token = "#" + strconv.Itoa(len(n.tokens)+1) + ";"
		n.tokens[v] = token
	}
	return token
}

// known is of, but "" for a value that no name mentions yet.
func (n *names) known(v any) string { return n.tokens[v] }

func (n *names) place(p place.Place) string { return n.of(p.Root) + p.Path }

// target is how a condition mentions the variable or field that a store
// assigns.
func (n *names) target(addr ssa.Value) string {
	if cell, ok := place.Cell(addr); ok {
		return n.known(cell)
	}
	p := place.Of(addr)
	if n.known(p.Root) == "" || p.Path == "" {
		return ""
	}
	return n.place(p)
}

// condition returns the key of a boolean value, and whether the key states
// the value itself (true) or its negation (false).
func (n *names) condition(v ssa.Value) (key string, positive bool) {
	s, ok := n.conditions[v]
	if !ok {
		s.key, s.positive = n.spell(v)
		n.conditions[v] = s
	}
	return s.key, s.positive
}

func (n *names) spell(v ssa.Value) (key string, positive bool) {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.NOT {
			key, positive = n.condition(v.X)
			return key, !positive
		}
	case *ssa.BinOp:
		switch v.Op {
		case token.EQL, token.NEQ:
			// x == true and x != false are x.
			if c, ok := v.Y.(*ssa.Const); ok && c.Value != nil && (c.Value.String() == "true" || c.Value.String() == "false") {
				key, positive = n.condition(v.X)
				return key, positive == ((c.Value.String() == "true") == (v.Op == token.EQL))
			}
			return n.equal(v.X, v.Y), v.Op == token.EQL
		}
	}
	return n.value(v, 4), true
}

// equal is the key of x == y; a constant stands on the right.
func (n *names) equal(x, y ssa.Value) string {
	if _, ok := x.(*ssa.Const); ok {
		x, y = y, x
	}
	return "==" + n.value(x, 4) + "|" + n.value(y, 4)
}

// isNil is the key of v == nil, with a nil of type t.
func (n *names) isNil(v ssa.Value, t types.Type) string {
	key, ok := n.nils[typedValue{v, t}]
	if !ok {
		key = n.equal(v, ssa.NewConst(nil, t))
		n.nils[typedValue{v, t}] = key
	}
	return key
}

// value spells a value, looking into expressions up to depth.
func (n *names) value(v ssa.Value, depth int) string {
	if depth == 0 {
		return n.of(v)
	}
	depth--
	switch v := v.(type) {
	case *ssa.Const:
		return "const " + v.Name()
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return n.place(place.Of(v))
		}
		if v.Op != token.ARROW {
			return v.Op.String() + n.value(v.X, depth)
		}
	case *ssa.Field:
		return n.place(place.Of(v))
	case *ssa.BinOp:
		return fmt.Sprintf("(%s%s%s)", n.value(v.X, depth), v.Op, n.value(v.Y, depth))
	case *ssa.ChangeInterface:
		return n.value(v.X, depth)
	case *ssa.MakeInterface:
		return n.value(v.X, depth)
	case *ssa.ChangeType:
		return n.value(v.X, depth)
	case *ssa.Convert:
		return n.value(v.X, depth)
	case *ssa.Call:
		return n.call(v, depth)
	case *ssa.Extract:
		if assert, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 1 {
			return n.is(assert, depth)
		}
	}
	return n.of(v)
}

// is spells the ok of a type assertion. A value has one dynamic type, so
// concrete types exclude each other as constants do: see distinctConst.
func (n *names) is(assert *ssa.TypeAssert, depth int) string {
	t := types.TypeString(assert.AssertedType, nil)
	if types.IsInterface(assert.AssertedType) {
		return "is(" + n.value(assert.X, depth) + "," + t + ")"
	}
	return "==" + n.value(assert.X, depth) + "|const type " + t
}

func (n *names) call(c *ssa.Call, depth int) string {
	var name string
	if b, ok := c.Call.Value.(*ssa.Builtin); ok {
		name = b.Name()
	} else if obj := calls.Object(c.Common()); obj != nil {
		name = obj.FullName()
	} else {
		return n.of(c)
	}
	if len(c.Call.Args) > 4 {
		return n.of(c)
	}
	var args []string
	if c.Call.IsInvoke() {
		args = append(args, n.value(c.Call.Value, depth))
	}
	for _, a := range c.Call.Args {
		args = append(args, n.value(a, depth))
	}
	return name + "(" + strings.Join(args, ",") + ")"
}
