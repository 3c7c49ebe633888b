package ctxloop

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/contexts"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/spawns"
)

// endless reports a loop that nothing ends although there is a context that
// may, and whether it has.
func (c check) endless(loop flow.Loop, stops []contexts.Stop) bool {
	if !contexts.MustGoOn(loop) || slices.ContainsFunc(stops, func(s contexts.Stop) bool { return s.Leaves(loop) }) {
		return false
	}
	stmt := spawns.Stay{Fn: loop.Head.Parent(), Loop: loop}.Syntax()
	waits, done := c.looks(loop)
	if stmt == nil || !waits || c.ctxs.SomeMustBeDone(loop.Head.Instrs[0]) {
		return false
	}
	named := c.ctxs.NamedAt(stmt)
	if len(named) == 0 {
		return false
	}
	ctx := named[0].Name
	if recv, ok := c.At(done).(*ast.UnaryExpr); ok {
		report.Report(c.Pass, report.Finding{
			At:      recv,
			Message: fmt.Sprintf("%s does not leave this loop, and nothing else does: once it is ready, the loop spins; return here", chantext.Spell(recv)),
			Steps:   []report.Step{report.StepAt(head(stmt), "the loop")},
		})
		return true
	}
	report.Report(c.Pass, report.Finding{
		At:      head(stmt),
		Message: fmt.Sprintf("nothing ends this loop, not even the end of %[1]s: who cancels it leaves a goroutine behind; select on %[1]s.Done() and return", ctx),
	})
	return true
}

// looks reports whether a loop waits in each round for something other than
// time.Sleep, of which wait speaks, and where it receives from the Done of a
// context.
func (c check) looks(loop flow.Loop) (waits bool, done token.Pos) {
	for _, b := range loop.Blocks() {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Send:
				waits = true
			case *ssa.UnOp:
				waits = waits || instr.Op == token.ARROW
			case *ssa.Select:
				waits = waits || instr.Blocking
				for _, state := range instr.States {
					if state.Dir == types.RecvOnly && effects.DoneOf(state.Chan) != nil {
						done = state.Pos
					}
				}
			case *ssa.Call:
				if effects.ErrOf(instr) != nil && compared(instr) {
					return false, 0
				}
				waits = waits || calls.Row(instr.Common()).Blocks == effect.Net || slices.ContainsFunc(c.ctxs.Effects.At(instr), func(l effects.Local) bool {
					return l.Kind == effect.Block && l.On != effect.Disk && l.On != effect.Lock && l.What != "time.Sleep"
				})
			}
		}
	}
	return waits, done
}

// compared reports whether an error is asked whether it is one.
func compared(err ssa.Value) bool {
	return slices.ContainsFunc(*err.Referrers(), func(ref ssa.Instruction) bool {
		_, ok := ref.(*ssa.BinOp)
		return ok
	})
}

// head is the line of a loop that says that it is one.
func head(stmt ast.Stmt) analysis.Range {
	switch stmt := stmt.(type) {
	case *ast.ForStmt:
		to := stmt.Pos() + token.Pos(len("for"))
		switch {
		case stmt.Post != nil:
			to = stmt.Post.End()
		case stmt.Cond != nil:
			to = stmt.Cond.End()
		}
		return report.Span{From: stmt.Pos(), To: to}
	case *ast.RangeStmt:
		return report.Span{From: stmt.Pos(), To: stmt.X.End()}
	}
	return stmt
}
