package fanouts

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/spawns"
)

// This file is about fan-outs for which a limit is no remedy.

// machines are the names of what a system has some of, however much work it has:
// of collections, and of the types of their elements.
var machines = regexp.MustCompile(`(?i)(peer|remote|server|replica|disk|drive|endpoint|backend|upstream|broker|locker|member|listener|provider|plugin)`)

// few reports whether a collection is named after such things. Names are all that
// tells; a large cluster is missed.
func few(over ast.Expr, at place.Place) bool {
	switch over := ast.Unparen(orBad(over)).(type) {
	case *ast.Ident:
		if machines.MatchString(over.Name) {
			return true
		}
	case *ast.SelectorExpr:
		if machines.MatchString(over.Sel.Name) {
			return true
		}
	}
	if at.IsZero() || at.Type() == nil {
		return false
	}
	var elem types.Type
	switch t := types.Unalias(at.Type()).Underlying().(type) {
	case *types.Slice:
		elem = t.Elem()
	case *types.Map:
		elem = t.Elem()
	default:
		return false
	}
	if ptr, ok := types.Unalias(elem).(*types.Pointer); ok {
		elem = ptr.Elem()
	}
	named, ok := types.Unalias(elem).(*types.Named)
	return ok && machines.MatchString(named.Obj().Name())
}

func orBad(e ast.Expr) ast.Expr {
	if e == nil {
		return &ast.BadExpr{}
	}
	return e
}

// eachOther reports whether the goroutines of a site wait for each other: each
// receives from a channel of a collection, and closes one of the same. A limit could
// keep those from being started that the others wait for.
func eachOther(site *spawns.Site) bool {
	waits, tells := make(map[place.Place]bool), make(map[place.Place]bool)
	each(site.Body.Fn, func(instr ssa.Instruction) bool {
		switch instr := instr.(type) {
		case *ssa.UnOp:
			if instr.Op == token.ARROW {
				waits[collectionWith(instr.X)] = true
			}
		case *ssa.Select:
			for _, s := range instr.States {
				if s.Dir == types.RecvOnly {
					waits[collectionWith(s.Chan)] = true
				}
			}
		case ssa.CallInstruction:
			if b, ok := instr.Common().Value.(*ssa.Builtin); ok && b.Name() == "close" {
				tells[collectionWith(instr.Common().Args[0])] = true
			}
		}
		return false
	})
	delete(waits, place.Place{})
	for p := range waits {
		if tells[p] {
			return true
		}
	}
	return false
}

// collectionWith returns the map or slice that a channel is an element of, the zero
// Place if it is none.
func collectionWith(ch ssa.Value) place.Place {
	switch v := ch.(type) {
	case *ssa.Lookup:
		return place.Of(v.X)
	case *ssa.Extract:
		if l, ok := v.Tuple.(*ssa.Lookup); ok {
			return place.Of(l.X)
		}
	case *ssa.UnOp:
		if addr, ok := v.X.(*ssa.IndexAddr); ok && v.Op == token.MUL {
			return place.Of(addr.X)
		}
	}
	return place.Place{}
}
