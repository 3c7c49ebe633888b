package spawns

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/place"
)

// This file is about where values come from.

// sources returns the channels and contexts that a value was computed from, as
// far as that is one expression.
func sources(v ssa.Value, budget int) []Cause {
	var out []Cause
	seen := make(map[ssa.Value]bool)
	through := 0 // calls: their arguments are no flags
	var visit func(v ssa.Value)
	visit = func(v ssa.Value) {
		if v == nil || seen[v] || len(seen) >= budget {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.UnOp:
			if v.Op == token.ARROW {
				out = append(out, receives(v.X, v.Pos()))
				return
			}
			if v.Op == token.MUL && isFlag(v) && through == 0 {
				out = append(out, Cause{Kind: Flag, At: v.Pos()})
				return
			}
			visit(v.X)
		case *ssa.Extract:
			if sel, ok := v.Tuple.(*ssa.Select); ok {
				if v.Index < 2 {
					return
				}
				// Value number k is that of the receive case number k-2.
				k := v.Index - 2
				for i, state := range sel.States {
					if state.Dir == types.RecvOnly {
						if k == 0 {
							out = append(out, caseCauses(sel, i)...)
						}
						k--
					}
				}
				return
			}
			visit(v.Tuple)
		case *ssa.BinOp:
			visit(v.X)
			visit(v.Y)
		case *ssa.Call:
			if recv := atomicLoad(v); recv {
				out = append(out, Cause{Kind: Flag, At: v.Pos()})
				return
			}
			if ctx := effects.ErrOf(v); ctx != nil {
				out = append(out, Cause{Kind: Done, Ctx: ctx, At: v.Pos()})
				return
			}
			through++
			for _, arg := range v.Call.Args {
				visit(arg)
			}
			if v.Call.IsInvoke() {
				visit(v.Call.Value)
			}
			through--
		case *ssa.FieldAddr:
			visit(v.X)
		case *ssa.Field:
			visit(v.X)
		case *ssa.MakeInterface:
			visit(v.X)
		case *ssa.ChangeInterface:
			visit(v.X)
		case *ssa.ChangeType:
			visit(v.X)
		case *ssa.TypeAssert:
			visit(v.X)
		case *ssa.Index:
			visit(v.X)
		case *ssa.Lookup:
			visit(v.X)
		case *ssa.Alloc:
			// A struct that was received and put into a variable.
			if only := place.OnlyStore(v); only != nil {
				visit(only)
			}
		}
	}
	visit(v)
	return out
}

// isFlag reports whether a load reads state that others may write: a field, a
// package-level variable, a variable that a literal captures.
func isFlag(load *ssa.UnOp) bool {
	switch x := load.X.(type) {
	case *ssa.Global, *ssa.FreeVar:
		return true
	case *ssa.FieldAddr:
		_, local := place.Of(x).Root.(*ssa.Alloc)
		return !local
	}
	return false
}

// atomicLoad reports whether a call reads an atomic variable.
func atomicLoad(call *ssa.Call) bool {
	fn := calls.Object(call.Common())
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "sync/atomic"
}

// ofTime reports whether ch is a channel on which only time sends, and which
// nobody closes: that of a timer or ticker, of time.After or time.Tick.
func ofTime(ch ssa.Value) bool {
	p := place.Of(ch)
	if call, ok := p.Root.(*ssa.Call); ok && p.Path == "" {
		fn := calls.Object(call.Common())
		return fn != nil && (fn.FullName() == "time.After" || fn.FullName() == "time.Tick")
	}
	var x ssa.Value
	for range 8 {
		switch v := ch.(type) {
		case *ssa.UnOp:
			ch = v.X
			continue
		case *ssa.ChangeType:
			ch = v.X
			continue
		case *ssa.FieldAddr:
			x = v.X
		case *ssa.Field:
			x = v.X
		case *ssa.FreeVar:
			if b := place.Binding(v); b != nil {
				ch = b
				continue
			}
		case *ssa.Alloc:
			if only := place.OnlyStore(v); only != nil {
				ch = only
				continue
			}
		}
		break
	}
	return x != nil && isTimer(x.Type())
}

func neverClosed(ch ssa.Value) bool { return ofTime(ch) }

func isTimer(t types.Type) bool {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "time" {
		return false
	}
	return named.Obj().Name() == "Ticker" || named.Obj().Name() == "Timer"
}

// callOf returns the call that v is a result of.
func callOf(v ssa.Value) *ssa.Call {
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	call, _ := v.(*ssa.Call)
	return call
}
