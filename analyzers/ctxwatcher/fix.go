package ctxwatcher

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/ctxtext"
	"github.com/asynclint/asynclint/analyzers/internal/goversion"
)

// afterFunc makes
//
//	go func() {
//		<-ctx.Done()
//		...
//	}()
//
// a context.AfterFunc that is stopped at the end of the function. There is no
// fix in a loop, where that would be late, nor where the name stop is taken.
func afterFunc(w *chantext.Writer, at *ssa.Go, recv *ast.UnaryExpr) []analysis.SuggestedFix {
	path := ctxtext.Path(w.Pass, recv)
	done, ok := ctxtext.Enclosing(w.Pass, recv, 1).(*ast.ExprStmt)
	if !ok || !goversion.Since(w.Pass, "go1.21")(recv.Pos()) {
		return nil
	}
	var lit *ast.FuncLit
	var stmt *ast.GoStmt
	depth := 0 // of blocks around the go statement
	for _, n := range path {
		switch n := n.(type) {
		case *ast.FuncLit:
			if lit != nil {
				depth = max(depth, 1)
			}
			if lit == nil {
				lit = n
			}
		case *ast.GoStmt:
			if stmt == nil {
				stmt = n
			}
		case *ast.ForStmt, *ast.RangeStmt:
			if depth == 0 {
				return nil
			}
		case *ast.FuncDecl:
			depth++
		}
	}
	if lit == nil || stmt == nil || stmt.Pos() != at.Pos() || ast.Unparen(stmt.Call.Fun) != ast.Expr(lit) ||
		len(stmt.Call.Args) > 0 || len(lit.Body.List) < 2 || lit.Body.List[0] != ast.Stmt(done) {
		return nil
	}
	pkg := ctxtext.PackageName(w.Pass, "context", stmt.Pos())
	scope := w.Pass.Pkg.Scope().Innermost(stmt.Pos())
	ctx, ok := ast.Unparen(recv.X).(*ast.CallExpr)
	if pkg == "" || scope == nil || !ok || mentionsStop(scope) {
		return nil
	}
	sel, ok := ast.Unparen(ctx.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	name := ctxtext.Spelling(sel.X)
	next := lit.Body.List[1]
	if name == "" || commented(w.Pass, done, next) {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message: "Use context.AfterFunc, and stop it at the end",
		TextEdits: []analysis.TextEdit{
			{Pos: stmt.Pos(), End: lit.Pos(), NewText: []byte("stop := " + pkg + ".AfterFunc(" + name + ", ")},
			{Pos: done.Pos(), End: next.Pos()},
			{Pos: lit.End(), End: stmt.End(), NewText: []byte(")\ndefer stop()")},
		},
	}}
}

// mentionsStop reports whether a name stop is declared in a scope, or in one
// around it up to the function: `stop :=` might not declare a new one, or hide
// one that is meant later.
func mentionsStop(scope *types.Scope) bool {
	_, obj := scope.LookupParent("stop", scope.End())
	return obj != nil
}

// commented reports whether there is a comment between two nodes.
func commented(pass *analysis.Pass, from, to ast.Node) bool {
	for _, group := range ctxtext.File(pass, from.Pos()).Comments {
		if from.End() <= group.Pos() && group.Pos() < to.Pos() {
			return true
		}
	}
	return false
}
