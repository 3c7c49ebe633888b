package tickerstop

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// closers are the names of methods that end an object, in lower case.
var closers = []string{"close", "stop", "shutdown", "cancel", "quit", "exit", "terminate", "destroy", "dispose", "release", "disconnect", "kill", "teardown"}

// closer returns the method that ends objects of a type, nil if there is none.
func closer(named *types.Named) *types.Func {
	if named == nil {
		return nil
	}
	for _, name := range closers {
		for i := range named.NumMethods() {
			if m := named.Method(i); strings.ToLower(m.Name()) == name {
				return m
			}
		}
	}
	return nil
}

// A kept is an unexported field of type *time.Ticker.
type kept struct {
	field   *types.Var
	owner   *types.Named
	makings []*ssa.Call // time.NewTicker, put there
}

// unstopped returns the fields of the package that tickers are put in and that
// nothing calls Stop of, nor hands to somebody who might, in source order.
func unstopped(s *ssabuild.SSA) []*kept {
	byVar := make(map[*types.Var]*kept)
	lost := make(map[*types.Var]bool)
	var order []*kept
	for _, fn := range s.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.Field:
					// A copy of the struct: too rare to follow.
					if isTicker(instr.Type()) {
						lost[fieldOfValue(instr)] = true
					}
				case *ssa.FieldAddr:
					field, owner := fieldOf(instr)
					if field == nil || field.Exported() || field.Embedded() || !isTicker(field.Type()) {
						continue
					}
					k := byVar[field]
					if k == nil {
						k = &kept{field: field, owner: owner}
						byVar[field] = k
						order = append(order, k)
					}
					if !k.add(instr) {
						lost[field] = true
					}
				}
			}
		}
	}
	return slices.DeleteFunc(order, func(k *kept) bool {
		return lost[k.field] || len(k.makings) == 0 || closer(k.owner) == nil
	})
}

// add notes one use of the field; false if it may lead to a Stop.
func (k *kept) add(addr *ssa.FieldAddr) bool {
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.Store:
			if ref.Addr != addr {
				return false
			}
			switch v := ref.Val.(type) {
			case *ssa.Const:
			case *ssa.Call:
				if maker(v) != "NewTicker" || len(refs(v)) != 1 {
					return false // from elsewhere, or known there as well
				}
				k.makings = append(k.makings, v)
			default:
				return false
			}
		case *ssa.UnOp:
			for _, use := range refs(ref) {
				switch use := use.(type) {
				case *ssa.BinOp:
				case *ssa.FieldAddr: // .C
					for _, load := range refs(use) {
						if load, ok := load.(*ssa.UnOp); !ok || load.Op != token.MUL {
							return false
						}
					}
				case ssa.CallInstruction:
					if method(use) != "Reset" {
						return false
					}
				default:
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

// refs returns the instructions that use v, but for those that are only there
// for debuggers.
func refs(v ssa.Value) []ssa.Instruction {
	var out []ssa.Instruction
	for _, ref := range *v.Referrers() {
		if _, ok := ref.(*ssa.DebugRef); !ok {
			out = append(out, ref)
		}
	}
	return out
}

func fieldOfValue(f *ssa.Field) *types.Var {
	s, ok := f.X.Type().Underlying().(*types.Struct)
	if !ok || f.Field >= s.NumFields() {
		return nil
	}
	return s.Field(f.Field).Origin()
}

func isTicker(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "time" && named.Obj().Name() == "Ticker"
}

// fields reports tickers that objects keep and do not stop.
func (c *check) fields() {
	for _, k := range unstopped(c.ssa) {
		for _, call := range k.makings {
			end := closer(k.owner)
			c.report(call, finding{
				message: fmt.Sprintf("nothing stops the ticker in %s.%s, not even %s: %s; call its Stop there",
					k.owner.Obj().Name(), k.field.Name(), calls.ObjectName(end), forever),
				steps: []report.Step{report.StepAt(report.Span{From: end.Pos(), To: end.Pos() + token.Pos(len(end.Name()))}, "objects end here")},
			})
		}
	}
}
