package queues

import (
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
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
	own := depth == maxDepth
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if bounds(instr, own) && (flow.Reaches(instr, at, nil) || own && flow.Reaches(at, instr, nil)) {
				return true
			}
		}
	}
	if mc := place.MakeOf(fn); mc != nil && limits(mc, callers, depth-1, seen) {
		return true // what was asked before the literal was made
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
// If it is not in the function itself that appends but in one that leads there, what
// receives values is where they come from, and no limit.
func bounds(instr ssa.Instruction, own bool) bool {
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
		// A wake-up that is sent without waiting holds nobody back.
		return !ok || sel.Blocking && (own || slices.ContainsFunc(sel.States, func(s *ssa.SelectState) bool {
			return s.Dir == types.SendOnly || tokens(s.Chan.Type()) && effects.DoneOf(s.Chan) == nil
		}))
	case *ssa.UnOp:
		return instr.Op == token.ARROW && (own || tokens(instr.X.Type()))
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

// tokens reports whether a channel carries empty structs: permits, or signals.
func tokens(t types.Type) bool {
	ch, ok := types.Unalias(t).Underlying().(*types.Chan)
	if !ok {
		return false
	}
	s, ok := types.Unalias(ch.Elem()).Underlying().(*types.Struct)
	return ok && s.NumFields() == 0
}
