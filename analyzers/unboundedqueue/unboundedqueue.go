package unboundedqueue

import (
	"fmt"
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/queues"
)

// Analyzer reports queues between goroutines that nothing keeps short.
var Analyzer = &analysis.Analyzer{
	Name:     "unboundedqueue",
	Doc:      "report slices and lists that are queues between goroutines without a limit",
	URL:      report.URL("unboundedqueue"),
	Requires: append([]*analysis.Analyzer{effects.Analyzer}, chantext.Requires...),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	for _, q := range queues.MayGrow(pass.ResultOf[effects.Analyzer].(*effects.Result)) {
		put := statement(w, q.Put)
		if put == nil {
			continue
		}
		steps := []report.Step{}
		if at := q.Take.Pos(); at.IsValid() {
			steps = append(steps, report.StepAt(report.Span{From: at, To: at + 1}, "it is taken from here"))
		}
		if site := w.SSA.CallExpr(q.Spawn); site != nil {
			steps = append(steps, report.StepAt(site, "by a goroutine that is started here"))
		}
		report.Report(pass, report.Finding{
			At:      put,
			Message: fmt.Sprintf("%s is a queue without a limit: when the goroutine that takes from it is slower than who calls this, it grows until memory is gone; refuse or wait at some length, or use a channel with a capacity", q.Field.Name()),
			Steps:   steps,
		})
	}
	return nil, nil
}

// statement is the syntax of what puts something into a queue.
func statement(w *chantext.Writer, put ssa.Instruction) ast.Node {
	if call, ok := put.(*ssa.Call); ok {
		if expr := w.SSA.CallExpr(call); expr != nil {
			return expr
		}
		return nil
	}
	var found ast.Node
	in := w.Pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for n := range in.PreorderSeq((*ast.AssignStmt)(nil)) {
		stmt := n.(*ast.AssignStmt)
		if stmt.Pos() <= put.Pos() && put.Pos() < stmt.End() && stmt.Tok == token.ASSIGN {
			found = stmt
		}
	}
	return found
}
