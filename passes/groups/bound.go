package groups

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// bound returns how often a loop runs at most: Many, unless it counts up to a
// constant or ranges over a literal. Of a package variable it is not known
// whether it is ever long, so a loop over one counts as one iteration.
func bound(l flow.Loop) int {
	for _, b := range l.Blocks() {
		for _, instr := range b.Instrs {
			if next, ok := instr.(*ssa.Next); ok {
				if r, ok := next.Iter.(*ssa.Range); ok && !next.IsString {
					return size(r.X)
				}
			}
		}
		br, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || !l.Has(b.Succs[0]) || l.Has(b.Succs[1]) {
			continue
		}
		cond, ok := br.Cond.(*ssa.BinOp)
		if !ok || !counts(cond.X) {
			continue
		}
		n, ok := limit(cond.Y)
		switch {
		case !ok:
		case cond.Op == token.LSS || cond.Op == token.NEQ:
			return max(1, n)
		case cond.Op == token.LEQ:
			return max(1, min(n+1, Many))
		}
	}
	return Many
}

// limit is the number that a loop counts up to.
func limit(v ssa.Value) (int, bool) {
	switch v := v.(type) {
	case *ssa.Const:
		return intOf(v)
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
			return size(v.Call.Args[0]), true
		}
	}
	return 0, false
}

// size is the number of elements of a slice or map, as far as it shows.
func size(v ssa.Value) int {
	switch v := place.Of(v).Root.(type) {
	case *ssa.Global:
		return 1
	case *ssa.Slice: // of an array, if it is a literal
		if ptr, ok := v.X.Type().Underlying().(*types.Pointer); ok && v.Low == nil && v.High == nil {
			if array, ok := ptr.Elem().Underlying().(*types.Array); ok {
				return int(min(array.Len(), Many))
			}
		}
	case *ssa.MakeMap:
		n := 0
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.MapUpdate:
				if len(flow.Around(ref.Block())) > 0 {
					return Many
				}
				n++
			case *ssa.Range, *ssa.Lookup, *ssa.DebugRef:
			case *ssa.Call:
				if _, builtin := ref.Call.Value.(*ssa.Builtin); !builtin {
					return Many
				}
			default:
				return Many
			}
		}
		return n
	}
	return Many
}

// counts reports whether v is a number that starts at 0 or later and grows.
func counts(v ssa.Value) bool {
	if add, ok := v.(*ssa.BinOp); ok && add.Op == token.ADD {
		v = add.X // range over an array counts before it compares
	}
	phi, ok := v.(*ssa.Phi)
	if !ok {
		return false
	}
	for _, e := range phi.Edges {
		switch e := e.(type) {
		case *ssa.Const:
			if n, ok := intOf(e); !ok || n < -1 {
				return false
			}
		case *ssa.BinOp:
			step, ok := e.Y.(*ssa.Const)
			if e.Op != token.ADD || e.X != ssa.Value(phi) || !ok {
				return false
			}
			if n, ok := intOf(step); !ok || n < 1 {
				return false
			}
		default:
			return false
		}
	}
	return true
}
