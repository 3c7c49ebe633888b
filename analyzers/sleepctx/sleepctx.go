package sleepctx

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/ctxtext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/contexts"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "sleepctx",
	Doc:      "report calls of time.Sleep that make a function deaf to its context",
	URL:      report.URL("sleepctx"),
	Requires: []*analysis.Analyzer{contexts.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	if !ctxtext.Imports(pass.Pkg, "time") {
		return nil, nil
	}
	ctxs := pass.ResultOf[contexts.Analyzer].(*contexts.Result)
	s := ctxs.Effects.Calls.SSA()
	if s == nil {
		return nil, nil
	}
	for _, fn := range s.Funcs {
		if ctxtext.InTest(pass.Fset, fn) {
			continue
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				// Not *ssa.Defer, not *ssa.Go: `defer time.Sleep(d)` is somebody's idea of a grace period.
				call, ok := instr.(*ssa.Call)
				if !ok || calls.Row(call.Common()).Name != "time.Sleep" {
					continue
				}
				if expr := s.CallExpr(call); expr != nil && len(expr.Args) == 1 {
					check(pass, ctxs, call, expr)
				}
			}
		}
	}
	return nil, nil
}

// check reports one call of time.Sleep, unless there is a reason not to.
func check(pass *analysis.Pass, ctxs *contexts.Result, call *ssa.Call, expr *ast.CallExpr) {
	loop := flow.Around(call.Block())
	inLoop := len(loop) > 0 || flow.InRangeFunc(call.Parent())
	d, isConst := ctxtext.Duration(pass.TypesInfo, expr.Args[0])
	switch {
	case !inLoop && d < ctxtext.Long:
		return // short, or of unknown length but only once
	case isConst && (d <= 0 || d < ctxtext.Short && looksAtContext(call, loop)):
		return
	case isConst && inLoop:
		if n, ok := ctxtext.Trips(pass, expr); ok && n*d < ctxtext.Long {
			return
		}
	}
	if ctxs.SomeMustBeDone(call) {
		return
	}
	named := ctxs.NamedAt(expr)
	if len(named) == 0 {
		return
	}
	ctx := named[0]

	where := ""
	if inLoop {
		where = " in this loop"
	}
	wait := "up to " + types.ExprString(expr.Args[0])
	if len(wait) > 50 {
		wait = "for it" // the message has that expression already
	}
	f := report.Finding{
		At: expr,
		Message: fmt.Sprintf("%s%s ignores %s: cancellation waits %s; select on %s.Done() and time.After",
			types.ExprString(expr), where, ctx.Name, wait, ctx.Name),
		Steps: []report.Step{
			report.StepAt(report.Span{From: ctx.Var.Pos(), To: ctx.Var.Pos() + token.Pos(len(ctx.Var.Name()))}, "%s comes in here", ctx.Name),
		},
	}
	if fix, ok := fix(pass, call, expr, ctx); ok {
		f.Fixes = append(f.Fixes, fix)
	}
	report.Report(pass, f)
}

// looksAtContext reports whether the innermost loop asks some context whether
// it is done, or hands it to something that may.
func looksAtContext(call *ssa.Call, around []flow.Loop) bool {
	blocks := call.Parent().Blocks // of a range over a function
	if len(around) > 0 {
		blocks = around[0].Blocks()
	}
	for _, b := range blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			common := call.Common()
			if common.IsInvoke() && place.IsContext(common.Value.Type()) {
				return true
			}
			for _, arg := range common.Args {
				if place.IsContext(arg.Type()) {
					return true
				}
			}
		}
	}
	return false
}
