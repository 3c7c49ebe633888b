package unreleased

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/asynclint/asynclint/analyzers/internal/owedtext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/obligations"
)

// piles reports what an endless loop makes in each round, and leaves to a deferred
// call.
func piles(pass *analysis.Pass) {
	r := pass.ResultOf[obligations.Analyzer].(*obligations.Result)
	s := r.Calls.SSA()
	if s == nil {
		return
	}
	for _, fn := range s.Funcs {
		if owedtext.Brief(pass, fn) {
			continue
		}
		for _, p := range r.MayPile(fn) {
			made, deferred := s.CallExpr(p.Site), s.CallExpr(p.Defer)
			w := wordsOf(p.Row.Name)
			if made == nil || deferred == nil || w == nil || !inEndless(pass, deferred) {
				continue
			}
			report.Report(pass, report.Finding{
				At: deferred,
				Message: fmt.Sprintf("this deferred call runs when the function returns, not when the round of the loop ends: %s %s (L%d) %s until then, one more with each round; make the round a function of its own",
					w.what, owedtext.Spell(made), pass.Fset.Position(made.Pos()).Line, w.not),
				Steps: []report.Step{report.StepAt(made, "each round makes one here")},
			})
		}
	}
}

// onceOnly reports whether a case of a select may come but once, however often the
// loop goes round: it is that of a time.Timer, or of time.After.
func onceOnly(pass *analysis.Pass, clause *ast.CommClause) bool {
	var once bool
	if clause.Comm == nil {
		return false
	}
	ast.Inspect(clause.Comm, func(n ast.Node) bool {
		recv, ok := n.(*ast.UnaryExpr)
		if !ok || recv.Op != token.ARROW {
			return true
		}
		ch, ok := pass.TypesInfo.TypeOf(recv.X).Underlying().(*types.Chan)
		once = ok && types.TypeString(ch.Elem(), nil) == "time.Time"
		if sel, isSel := ast.Unparen(recv.X).(*ast.SelectorExpr); once && isSel {
			once = types.TypeString(pass.TypesInfo.TypeOf(sel.X), nil) != "*time.Ticker"
		}
		return false
	})
	return once
}

// inEndless reports whether the innermost loop around a node is one without a
// condition, or one over a channel: how many rounds there are, nobody knows.
func inEndless(pass *analysis.Pass, n ast.Node) bool {
	cur, ok := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root().FindNode(n)
	if !ok {
		return false
	}
	for cur = cur.Parent(); cur.Node() != nil; cur = cur.Parent() {
		switch n := cur.Node().(type) {
		case *ast.CommClause:
			if onceOnly(pass, n) {
				return false
			}
		case *ast.ForStmt:
			return n.Cond == nil
		case *ast.RangeStmt:
			_, isChan := types.Unalias(pass.TypesInfo.TypeOf(n.X)).Underlying().(*types.Chan)
			return isChan
		case *ast.FuncDecl, *ast.FuncLit, *ast.File:
			return false
		}
	}
	return false
}
