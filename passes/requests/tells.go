package requests

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/place"
)

// maxDepth bounds how deep the functions of the package are looked into.
const maxDepth = 3

// tells reports whether a goroutine could tell somebody that it has got
// somewhere: by an operation on a channel or a WaitGroup, by a variable of the
// function around, by a function value that it calls, or by handing one of
// these on.
func tells(fn *ssa.Function, depth int) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Send, *ssa.Go, *ssa.Select:
				return true
			case *ssa.Store:
				if cell, ok := place.Cell(instr.Addr); ok && cell.Parent() != fn {
					return true
				}
			case ssa.CallInstruction:
				if callTells(instr, depth) {
					return true
				}
			}
		}
	}
	return false
}

func callTells(call ssa.CallInstruction, depth int) bool {
	common := call.Common()
	if b, ok := common.Value.(*ssa.Builtin); ok {
		return b.Name() == "close"
	}
	if row := calls.Row(common); row.Group != "" || row.Joins {
		return true
	}
	if slices.ContainsFunc(common.Args, func(arg ssa.Value) bool { return canTell(arg.Type()) }) {
		return true
	}
	if common.IsInvoke() {
		return false
	}
	callee := calls.Callee(common).Fn
	if callee == nil {
		return !isCancel(common.Value.Type()) // a func value
	}
	if len(callee.Blocks) == 0 || callee == call.Parent() {
		return false // of another package
	}
	return depth == 0 || tells(callee, depth-1)
}

// canTell reports whether something can be told by a value of this type alone.
func canTell(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Chan, *types.Signature:
		return true
	case *types.Pointer:
		switch types.TypeString(t.Elem(), nil) {
		case "sync.WaitGroup", "sync.Cond", "golang.org/x/sync/errgroup.Group":
			return true
		}
	}
	return false
}

// isCancel reports whether a type is that of a cancel function: who calls it
// tells those who listen to its own context only.
func isCancel(t types.Type) bool {
	return types.TypeString(t, nil) == "context.CancelFunc"
}
