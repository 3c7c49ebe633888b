package ctxtext

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"
)

const (
	// Long is what is worth a word outside of loops.
	Long = time.Second
	// Short is how late a loop that does look whether it is to stop may be.
	Short = 100 * time.Millisecond
)

// Duration returns the value of a constant duration.
func Duration(info *types.Info, e ast.Expr) (time.Duration, bool) {
	v := info.Types[e].Value
	if v == nil {
		return 0, false
	}
	return Value(v)
}

// Value is a constant as a duration.
func Value(v constant.Value) (time.Duration, bool) {
	n, exact := constant.Int64Val(constant.ToInt(v))
	return time.Duration(n), exact
}

// Trips returns how often the innermost loop around a wait runs at most, if
// its syntax says so by a constant. It is a Duration to be multiplied by one.
func Trips(pass *analysis.Pass, wait ast.Node) (time.Duration, bool) {
	for _, node := range Path(pass, wait) {
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
		n, ok := Duration(pass.TypesInfo, bound)
		return n, ok && n <= many
	}
	return 0, false
}

// many keeps the product of trips and a duration from overflowing.
const many = 10_000

// Path returns the nodes around a node, innermost first.
func Path(pass *analysis.Pass, node ast.Node) []ast.Node {
	file := File(pass, node.Pos())
	if file == nil {
		return nil
	}
	path, _ := astutil.PathEnclosingInterval(file, node.Pos(), node.End())
	return path
}

// InTest reports whether fn is test code. Tests sleep for their own reasons,
// and a bubble of testing/synctest makes it cost nothing.
func InTest(fset *token.FileSet, fn *ssa.Function) bool {
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

// Imports reports whether a package imports another.
func Imports(pkg *types.Package, path string) bool {
	for _, p := range pkg.Imports() {
		if p.Path() == path {
			return true
		}
	}
	return false
}
