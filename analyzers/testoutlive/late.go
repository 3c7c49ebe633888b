package testoutlive

import (
	"go/token"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/place"
)

// late reports whether a use of a test is one that the end of the test may lead
// to, or that comes in any case. `if err := s.Serve(l); err != nil` is not: most
// servers return nil when they are stopped. Nor is a use behind errors.Is, or
// err != ErrStopped: the author has thought of the end.
func late(s calls.Spawn, use *ssa.Call) bool {
	nearest := true
	for b := use.Block(); b.Idom() != nil; b = b.Idom() {
		branch, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		if forgives(branch.Cond) {
			return false
		}
		if nearest {
			nearest = false
			cond, ok := branch.Cond.(*ssa.BinOp)
			if ok && place.IsNil(cond.Y) && (cond.Op == token.NEQ) == (branch.Block().Succs[0] == b) && place.IsError(cond.X.Type()) && !fails(s, cond.X) {
				return false
			}
		}
	}
	return true
}

// forgives reports whether a condition is about what kind an error is of.
func forgives(cond ssa.Value) bool {
	switch cond := cond.(type) {
	case *ssa.Call:
		for _, arg := range cond.Call.Args {
			if ofError(arg) {
				return true
			}
		}
	case *ssa.BinOp:
		return place.IsError(cond.X.Type()) && !place.IsNil(cond.Y) && !place.IsNil(cond.X)
	case *ssa.UnOp:
		return cond.Op == token.NOT && forgives(cond.X)
	case *ssa.Phi:
		for _, edge := range cond.Edges {
			if forgives(edge) {
				return true
			}
		}
	}
	return false
}

// ofError reports whether v is an error, or what its method Error returns.
func ofError(v ssa.Value) bool {
	if call, ok := v.(*ssa.Call); ok && call.Call.IsInvoke() {
		v = call.Call.Value
	}
	return place.IsError(v.Type())
}

// fails reports whether an error is that of a call which fails when the test comes
// to its end, for its context is over then or what it waits for is closed.
func fails(s calls.Spawn, err ssa.Value) bool {
	if ex, ok := err.(*ssa.Extract); ok {
		err = ex.Tuple
	}
	call, ok := err.(*ssa.Call)
	if !ok {
		return false
	}
	if fn := calls.Object(call.Common()); fn != nil && strings.HasPrefix(fn.Name(), "Serve") && fn.Pkg() != nil && fn.Pkg().Path() != "net/http" {
		return false
	}
	switch row := calls.Row(call.Common()); row.Blocks {
	case effect.Net, effect.HTTP, effect.Dial:
		return true
	}
	args, _ := calls.Args(call.Common())
	for _, arg := range args {
		if !place.IsContext(arg.Type()) {
			continue
		}
		if _, outside := s.Outside(place.Of(arg)); outside {
			return true
		}
	}
	return false
}
