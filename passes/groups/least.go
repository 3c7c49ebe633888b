package groups

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
)

// maxDepth bounds the expressions that least looks into.
const maxDepth = 8

// least returns the smallest number above or equal to 0 that v may be where
// control is in b, and whether v is never negative there.
//
// A length counts as unknown: a limit of len(items) is as often as not exactly
// the number of tasks, so that nobody ever waits.
func least(v ssa.Value, b *ssa.BasicBlock, depth int) (n int, known bool) {
	if depth == 0 {
		return 0, false
	}
	depth--
	if n, ok := guard(v, b); ok {
		return n, true
	}
	switch v := v.(type) {
	case *ssa.Const:
		if n, ok := intOf(v); ok && n >= 0 {
			return n, true
		}
	case *ssa.Convert:
		from, ok := v.X.Type().Underlying().(*types.Basic)
		if ok && from.Info()&types.IsInteger != 0 {
			return least(v.X, b, depth)
		}
	case *ssa.Call:
		return leastCall(v, b, depth)
	case *ssa.BinOp:
		x, okX := least(v.X, b, depth)
		y, okY := least(v.Y, b, depth)
		switch {
		case !okX || !okY:
		case v.Op == token.ADD:
			return min(x+y, Many), true
		case v.Op == token.MUL:
			return saturate(x, y), true
		case v.Op == token.QUO && y > 0:
			// Rounded down to 0 it is a bug of another kind; claim no more
			// than that there is a limit.
			return max(1, x/y), true
		}
	case *ssa.Phi:
		for i, e := range v.Edges {
			x, ok := guardEdge(e, v.Block().Preds[i], v.Block())
			if !ok {
				x, ok = least(e, v.Block().Preds[i], depth)
			}
			if !ok {
				return 0, false
			}
			if i == 0 || x < n {
				n = x
			}
		}
		return n, len(v.Edges) > 0
	}
	return 0, false
}

func leastCall(v *ssa.Call, b *ssa.BasicBlock, depth int) (n int, known bool) {
	if fn := calls.Object(v.Common()); fn != nil {
		switch fn.FullName() {
		case "runtime.NumCPU", "runtime.GOMAXPROCS":
			return 1, true
		}
		return 0, false
	}
	builtin, ok := v.Call.Value.(*ssa.Builtin)
	if !ok || builtin.Name() != "max" && builtin.Name() != "min" {
		return 0, false
	}
	for i, arg := range v.Call.Args {
		x, ok := least(arg, b, depth)
		switch {
		case builtin.Name() == "max" && ok:
			n, known = max(n, x), true
		case builtin.Name() == "min" && !ok:
			return 0, false
		case builtin.Name() == "min" && (i == 0 || x < n):
			n, known = x, true
		}
	}
	return n, known
}

// guard returns the bound that a condition around b puts on v: n > 0 has been
// seen to hold.
func guard(v ssa.Value, b *ssa.BasicBlock) (int, bool) {
	for b != nil {
		if len(b.Preds) == 1 {
			if n, ok := guardEdge(v, b.Preds[0], b); ok {
				return n, true
			}
		}
		b = b.Idom()
	}
	return 0, false
}

// guardEdge is guard for the edge between two blocks.
func guardEdge(v ssa.Value, from, to *ssa.BasicBlock) (int, bool) {
	br, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If)
	if !ok || from.Succs[0] == from.Succs[1] {
		return 0, false
	}
	cond, ok := br.Cond.(*ssa.BinOp)
	if !ok || cond.X != v {
		return 0, false
	}
	c, ok := cond.Y.(*ssa.Const)
	if !ok {
		return 0, false
	}
	n, ok := intOf(c)
	if !ok || n < -1 {
		return 0, false
	}
	op := cond.Op
	if to == from.Succs[1] { // the condition is false
		op = map[token.Token]token.Token{token.LSS: token.GEQ, token.LEQ: token.GTR, token.NEQ: token.EQL}[op]
	}
	switch op {
	case token.GTR:
		return n + 1, true
	case token.GEQ, token.EQL:
		return n, n >= 0
	}
	return 0, false
}

func intOf(c *ssa.Const) (int, bool) {
	if c.Value == nil {
		return 0, false
	}
	n, ok := constant.Int64Val(constant.ToInt(c.Value))
	return int(min(n, Many)), ok
}
