package sleepctx

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

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

const (
	// long is what is worth a word outside of loops.
	long = time.Second
	// short is how late a loop that does look at its context may be.
	short = 100 * time.Millisecond
)

func run(pass *analysis.Pass) (any, error) {
	if !imports(pass.Pkg, "time") {
		return nil, nil
	}
	ctxs := pass.ResultOf[contexts.Analyzer].(*contexts.Result)
	s := ctxs.Effects.Calls.SSA()
	if s == nil {
		return nil, nil
	}
	for _, fn := range s.Funcs {
		if inTest(pass.Fset, fn) {
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

func imports(pkg *types.Package, path string) bool {
	for _, p := range pkg.Imports() {
		if p.Path() == path {
			return true
		}
	}
	return false
}

// check reports one call of time.Sleep, unless there is a reason not to.
func check(pass *analysis.Pass, ctxs *contexts.Result, call *ssa.Call, expr *ast.CallExpr) {
	loop := flow.Around(call.Block())
	inLoop := len(loop) > 0 || flow.InRangeFunc(call.Parent())
	d, isConst := duration(pass.TypesInfo, expr.Args[0])
	switch {
	case !inLoop && d < long:
		return // short, or of unknown length but only once
	case isConst && (d <= 0 || d < short && looksAtContext(call, loop)):
		return
	case isConst && inLoop:
		if n, ok := trips(pass, expr); ok && n*d < long {
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

// duration returns the value of a constant duration.
func duration(info *types.Info, e ast.Expr) (time.Duration, bool) {
	v := info.Types[e].Value
	if v == nil {
		return 0, false
	}
	n, exact := constant.Int64Val(constant.ToInt(v))
	return time.Duration(n), exact
}

// trips returns how often the innermost loop around a call runs at most, if
// its syntax says so by a constant. It is a Duration to be multiplied by one.
func trips(pass *analysis.Pass, call *ast.CallExpr) (time.Duration, bool) {
	for _, node := range enclosing(pass, call) {
		var bound ast.Expr
		switch node := node.(type) {
		case *ast.FuncLit:
			return 0, false
		case *ast.RangeStmt:
			bound = node.X
			if t := pass.TypesInfo.TypeOf(bound); t != nil {
				if a, ok := t.Underlying().(*types.Array); ok {
					return time.Duration(a.Len()), a.Len() <= many
				}
			}
		case *ast.ForStmt:
			cond, ok := node.Cond.(*ast.BinaryExpr)
			if _, counts := node.Post.(*ast.IncDecStmt); !ok || !counts || cond.Op != token.LSS && cond.Op != token.LEQ {
				return 0, false
			}
			bound = cond.Y
		default:
			continue
		}
		n, ok := duration(pass.TypesInfo, bound)
		return n, ok && n <= many
	}
	return 0, false
}

// many keeps the product of trips and a duration from overflowing.
const many = 10_000

// enclosing returns the nodes around a call, innermost first.
func enclosing(pass *analysis.Pass, call *ast.CallExpr) []ast.Node {
	for _, file := range pass.Files {
		if file.FileStart <= call.Pos() && call.Pos() < file.FileEnd {
			path, _ := astutil.PathEnclosingInterval(file, call.Pos(), call.End())
			return path
		}
	}
	return nil
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

// inTest reports whether fn is test code. Tests sleep for their own reasons,
// and a bubble of testing/synctest makes it cost nothing.
func inTest(fset *token.FileSet, fn *ssa.Function) bool {
	if fn.Pos().IsValid() && strings.HasSuffix(fset.Position(fn.Pos()).Filename, "_test.go") {
		return true
	}
	for ; fn != nil; fn = fn.Parent() {
		for _, p := range fn.Params {
			t := p.Type()
			if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
				t = ptr.Elem()
			}
			if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "testing" {
				return true
			}
		}
	}
	return false
}
