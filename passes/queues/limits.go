package queues

import (
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
)

// locked reports whether a lock is held at an instruction, on every path. Nobody
// keeps what is held at a store: that at the last read before it is as good.
func locked(e *effects.Result, instr ssa.Instruction) bool {
	sim := e.Lockset(instr.Parent())
	if sim == nil {
		return false
	}
	if _, ok := instr.(*ssa.Store); !ok {
		return len(sim.MustHold(instr)) > 0
	}
	var last ssa.Instruction
	for _, other := range instr.Block().Instrs {
		if other == instr {
			break
		}
		if load, ok := other.(*ssa.UnOp); ok && load.Op == token.MUL {
			last = load
		}
	}
	return last != nil && len(sim.MustHold(last)) > 0
}

// callersOf returns the static calls of the functions of a package.
func callersOf(e *effects.Result, fns []*ssa.Function) map[*ssa.Function][]ssa.CallInstruction {
	out := make(map[*ssa.Function][]ssa.CallInstruction)
	for _, fn := range fns {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					if callee := e.Calls.Callee(call.Common()).Fn; callee != nil {
						out[callee] = append(out[callee], call)
					}
				}
			}
		}
	}
	return out
}

// limited reports whether something on the way to an instruction may be a limit,
// in its function or in those that lead there.
func limited(at ssa.Instruction, callers map[*ssa.Function][]ssa.CallInstruction) bool {
	return limits(at, callers, maxDepth, make(map[*ssa.Function]bool))
}

func limits(at ssa.Instruction, callers map[*ssa.Function][]ssa.CallInstruction, depth int, seen map[*ssa.Function]bool) bool {
	fn := at.Parent()
	if depth == 0 || seen[fn] {
		return false
	}
	seen[fn] = true
	if limitNames.MatchString(fn.Name()) {
		return true
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if bounds(instr) && (flow.Reaches(instr, at, nil) || flow.Reaches(at, instr, nil)) {
				return true
			}
		}
	}
	if fn.Parent() != nil && !strings.HasSuffix(fn.Name(), "init") {
		// A literal: what was tested around it.
		for _, b := range fn.Parent().Blocks {
			for _, instr := range b.Instrs {
				if bounds(instr) {
					return true
				}
			}
		}
	}
	for _, call := range callers[fn] {
		if !inTest(call.Parent()) && limits(call, callers, depth-1, seen) {
			return true
		}
	}
	return false
}

func inTest(fn *ssa.Function) bool {
	return strings.HasSuffix(fn.Prog.Fset.Position(fn.Pos()).Filename, "_test.go")
}

// limitNames are the names of functions that decide on how much there may be, or
// that set up what is there once.
var limitNames = regexp.MustCompile(`(?i)^(new|init|register|subscribe|add(handler|listener|watcher|observer|subscriber)|limit|throttle|drop|try|on[A-Z])`)

// throttles are the names of functions that may hold back who calls them, or tell
// that there is too much.
var throttles = regexp.MustCompile(`(?i)acquire|wait|limit|throttle|reserve|quota|full|overflow|drop|evict|allow|exceed|capacity|backpressure|size|flush|trim|prune|contains|exists|has\b`)

// bounds reports whether an instruction may be part of a limit: it orders numbers,
// other than for a loop, waits, looks something up, or asks by a name that says so.
func bounds(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.BinOp:
		switch instr.Op {
		case token.LSS, token.GTR, token.LEQ, token.GEQ:
			basic, ok := types.Unalias(instr.X.Type()).Underlying().(*types.Basic)
			return ok && basic.Info()&types.IsNumeric != 0 && !rounds(instr)
		}
	case *ssa.Lookup:
		return instr.CommaOk // each only once
	case *ssa.Send, *ssa.Select:
		sel, ok := instr.(*ssa.Select)
		return !ok || sel.Blocking // a wake-up that is sent without waiting holds nobody back
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case *ssa.Call:
		common := instr.Common()
		row := calls.Row(common)
		switch row.Blocks {
		case effect.Chan, effect.Select, effect.Cond, effect.Wait, effect.Permit, effect.Sleep:
			return true
		}
		if _, ok := row.TryAcquires(); ok {
			return true
		}
		if row.Name != "" {
			return false
		}
		fn := calls.Object(common)
		return fn != nil && (fn.Pkg() == nil || fn.Pkg().Path() != "sync") && throttles.MatchString(fn.Name())
	}
	return false
}

// rounds reports whether a comparison is that of a loop, or with 0 or 1.
func rounds(cmp *ssa.BinOp) bool {
	for _, side := range []ssa.Value{cmp.X, cmp.Y} {
		if c, ok := side.(*ssa.Const); ok && c.Value != nil && c.Value.String() <= "1" && len(c.Value.String()) == 1 {
			return true
		}
	}
	call, ok := cmp.Y.(*ssa.Call)
	if !ok {
		return false
	}
	b, ok := call.Call.Value.(*ssa.Builtin)
	return ok && b.Name() == "len" && len(flow.Around(cmp.Block())) > 0
}
