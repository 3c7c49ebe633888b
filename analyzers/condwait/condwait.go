package condwait

import (
	"fmt"
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/locktext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/locks"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "condwait",
	Doc:      "report waits on a sync.Cond that miss the loop, its lock, or keep another lock",
	URL:      report.URL("condwait"),
	Requires: []*analysis.Analyzer{inspect.Analyzer, locks.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w, held, fns := locktext.Open(pass)
	for _, fn := range fns {
		for _, wait := range held.CondWaits(fn) {
			call := w.SSA.CallExpr(wait.Call)
			if call == nil {
				continue
			}
			switch {
			case held.MustLackLock(fn, wait):
				lacksLock(w, call)
			case held.WaitsOnce(fn, wait) != nil:
				waitsOnce(w, call)
			}
			keepsOther(w, held, fn, call, wait)
		}
	}
	return nil, nil
}

func lacksLock(w locktext.Writer, call *ast.CallExpr) {
	cond := w.Receiver(call)
	report.Report(w.Pass, report.Finding{
		At: call,
		Message: fmt.Sprintf("%s.Wait() without %s.L held in this goroutine: Wait unlocks it first, which ends the program or frees another goroutine's lock; lock %s.L before",
			cond, cond, cond),
	})
}

func waitsOnce(w locktext.Writer, call *ast.CallExpr) {
	f := report.Finding{
		At: call,
		Message: fmt.Sprintf("%s.Wait() outside a loop: when it returns another goroutine may have made the condition false again; use for !condition { %s.Wait() }",
			w.Receiver(call), w.Receiver(call)),
	}
	if stmt := ifAround(w.Pass, call); stmt != nil {
		f.Fixes = []analysis.SuggestedFix{{
			Message:   "Test the condition again after Wait",
			TextEdits: []analysis.TextEdit{{Pos: stmt.If, End: stmt.If + token.Pos(len("if")), NewText: []byte("for")}},
		}}
	}
	report.Report(w.Pass, f)
}

// ifAround returns the if statement whose whole body is the Wait call, and
// that a for can replace.
func ifAround(pass *analysis.Pass, call *ast.CallExpr) *ast.IfStmt {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	cur, ok := in.Root().FindNode(call)
	if !ok {
		return nil
	}
	for up := range cur.Enclosing((*ast.IfStmt)(nil), (*ast.FuncLit)(nil)) {
		stmt, ok := up.Node().(*ast.IfStmt)
		if !ok || stmt.Init != nil || stmt.Else != nil || len(stmt.Body.List) != 1 {
			return nil
		}
		if expr, ok := stmt.Body.List[0].(*ast.ExprStmt); !ok || ast.Unparen(expr.X) != ast.Expr(call) {
			return nil
		}
		// An else-if cannot become a for.
		if parent, ok := up.Parent().Node().(*ast.IfStmt); ok && parent.Else == ast.Stmt(stmt) {
			return nil
		}
		return stmt
	}
	return nil
}

func keepsOther(w locktext.Writer, held *locks.Result, fn *ssa.Function, call *ast.CallExpr, wait locks.CondWait) {
	for _, h := range wait.Beside {
		user, ok := held.OtherUser(h)
		if !ok {
			continue
		}
		what := w.Callee(call)
		if !wait.Direct {
			what += " waits on a sync.Cond"
		}
		var steps []report.Step
		if step, ok := w.Locked(h); ok {
			steps = append(steps, step)
		}
		steps = append(steps, w.Chain(call, wait.Via, "waits here")...)
		if at := w.SSA.CallAt(user.At); at != nil {
			steps = append(steps, report.StepAt(at, "%s waits for the lock here until then", user.Name))
		}
		report.Report(w.Pass, report.Finding{
			At: call,
			Message: fmt.Sprintf("%s while %s is held: Wait unlocks only the condition's own mutex, so every user of %s, such as %s, waits for the signal too; unlock it before",
				what, w.Held(h), w.Held(h), user.Name),
			Steps: steps,
		})
		return
	}
}
