package report

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
)

// extent is where at begins and ends, for editors that underline it.
//
// What is known of an instruction is often one position: of the bracket of a
// call, the arrow of a send. That becomes the call, the send; of a statement
// with a body the keyword; and of what goes on over several lines, the head.
//
// A position in another package has no end. Drivers know it from export data,
// where nothing but its line is sure to be right.
func extent(pass *analysis.Pass, at analysis.Range) (pos, end token.Pos) {
	pos, end = at.Pos(), at.End()
	i := slices.IndexFunc(pass.Files, func(f *ast.File) bool { return f.FileStart <= pos && pos <= f.FileEnd })
	if i < 0 {
		return pos, token.NoPos
	}
	if end > pos+1 {
		return pos, end
	}
	path, _ := astutil.PathEnclosingInterval(pass.Files[i], pos, pos+1)
	if len(path) == 0 {
		return pos, pos + 1
	}
	long := func(n ast.Node) bool { return pass.Fset.Position(n.Pos()).Line != pass.Fset.Position(n.End()).Line }
	n := path[0]
	if word := keyword(n, pos); word != "" {
		return pos, pos + token.Pos(len(word))
	}
	switch n := n.(type) {
	case *ast.CallExpr:
		if long(n) {
			return n.Pos(), n.Fun.End()
		}
		return n.Pos(), n.End()
	case *ast.SendStmt:
		if long(n) {
			return n.Pos(), n.Arrow + token.Pos(len("<-"))
		}
		return n.Pos(), n.End()
	case *ast.UnaryExpr:
		if long(n) {
			return n.Pos(), n.Pos() + token.Pos(len(n.Op.String()))
		}
		return n.Pos(), n.End()
	case ast.Expr:
		if !long(n) {
			return n.Pos(), n.End()
		}
	}
	return pos, pos + 1 // the brace at the end of a function
}

// keyword is the one of n that begins at pos, if any.
func keyword(n ast.Node, pos token.Pos) string {
	if r, ok := n.(*ast.RangeStmt); ok && pos == r.Range {
		return token.RANGE.String()
	}
	if pos != n.Pos() {
		return ""
	}
	switch n := n.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		return token.FOR.String()
	case *ast.SelectStmt:
		return token.SELECT.String()
	case *ast.SwitchStmt, *ast.TypeSwitchStmt:
		return token.SWITCH.String()
	case *ast.IfStmt:
		return token.IF.String()
	case *ast.GoStmt:
		return token.GO.String()
	case *ast.DeferStmt:
		return token.DEFER.String()
	case *ast.ReturnStmt:
		return token.RETURN.String()
	case *ast.BranchStmt:
		return n.Tok.String()
	case *ast.CommClause:
		if n.Comm == nil {
			return token.DEFAULT.String()
		}
		return token.CASE.String()
	case *ast.CaseClause:
		if n.List == nil {
			return token.DEFAULT.String()
		}
		return token.CASE.String()
	case *ast.FuncType, *ast.FuncLit, *ast.FuncDecl:
		return token.FUNC.String()
	}
	return ""
}
