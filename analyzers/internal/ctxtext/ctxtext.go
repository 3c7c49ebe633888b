// Package ctxtext words what the checks of contexts have to say: how source
// spells the call, the context and where it comes from.
package ctxtext

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/contexts"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Relevant reports whether a package that imports pkg may have contexts of its
// own to speak about.
func Relevant(pkg *types.Package) bool {
	return pkg.Path() == "context" || pkg.Path() == "net/http"
}

// Callee is the called function as source spells it.
func Callee(call *ast.CallExpr) string {
	if _, lit := ast.Unparen(call.Fun).(*ast.FuncLit); lit {
		return "the function literal"
	}
	if text := types.ExprString(call.Fun); len(text) <= 60 {
		return text
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return sel.Sel.Name
	}
	return "the call"
}

// Arg returns argument i of a call, its receiver for -1; nil if there is none.
func Arg(call *ast.CallExpr, i int) ast.Expr {
	if i < 0 {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			return sel.X
		}
		return nil
	}
	if i >= len(call.Args) {
		return nil
	}
	return call.Args[i]
}

// Names returns how source spells the argument that makes a call give up, and
// the context that is done, from which it derives: "" if it has no short name.
func Names(s *ssabuild.SSA, call *ast.CallExpr, dead contexts.Dead) (arg, done string) {
	arg = Name(Arg(call, dead.Index))
	n := len(dead.Links)
	switch {
	case dead.Partly:
		return arg, ""
	case n == 0:
		return arg, Spelling(Arg(call, dead.Index))
	}
	if by := s.CallExpr(dead.Links[n-1].By); by != nil {
		done = Spelling(Arg(by, dead.Links[n-1].Index))
	}
	return arg, done
}

// Name is a short spelling of an expression.
func Name(e ast.Expr) string {
	if text := Spelling(e); text != "" {
		return text
	}
	return "its context"
}

// Spelling is the text of a variable, a field or a getter; "" for any other
// expression, which would be too long for a message.
func Spelling(e ast.Expr) string {
	for x := e; ; {
		switch y := ast.Unparen(x).(type) {
		case *ast.Ident:
			return types.ExprString(e)
		case *ast.SelectorExpr:
			x = y.X
		case *ast.CallExpr:
			if len(y.Args) > 0 {
				return ""
			}
			x = y.Fun
		default:
			return ""
		}
	}
}

// Steps tells where the context ended, where others were derived from it, and
// where the callee gives up.
func Steps(s *ssabuild.SSA, call *ast.CallExpr, dead contexts.Dead) []report.Step {
	var steps []report.Step
	for _, link := range dead.Links {
		if by := s.CallExpr(link.By); by != nil {
			steps = append(steps, report.StepAt(by, "derived here from %s", Name(Arg(by, link.Index))))
		}
	}
	var at analysis.Range = report.Span{From: dead.Region.At, To: dead.Region.At}
	if dead.Region.By != nil {
		if by := s.CallExpr(dead.Region.By); by != nil {
			at = by
		}
	}
	_, done := Names(s, call, dead)
	if done == "" {
		done = "the context"
	}
	steps = append(steps, report.StepAt(at, "%s is done from here on", done))
	if len(dead.Via) > 0 {
		var via []string
		for _, step := range dead.Via {
			via = append(via, step.String())
		}
		steps = append(steps, report.StepAt(call, "it gives up in %s, at %s", strings.Join(via, ", then "), dead.What))
	}
	return steps
}

// PackageName is how the file around pos names an imported package; "" if it
// cannot.
func PackageName(pass *analysis.Pass, path string, pos token.Pos) string {
	file := File(pass, pos)
	scope := pass.Pkg.Scope().Innermost(pos)
	if file == nil || scope == nil {
		return ""
	}
	for _, spec := range file.Imports {
		name := pass.TypesInfo.PkgNameOf(spec)
		if name == nil || name.Imported().Path() != path {
			continue
		}
		if _, obj := scope.LookupParent(name.Name(), pos); obj == types.Object(name) {
			return name.Name()
		}
	}
	return ""
}

// File is the file around pos, nil if there is none.
func File(pass *analysis.Pass, pos token.Pos) *ast.File {
	for _, file := range pass.Files {
		if file.FileStart <= pos && pos < file.FileEnd {
			return file
		}
	}
	return nil
}

// Enclosing is the node that is up levels above another one; nil if there is
// none.
func Enclosing(pass *analysis.Pass, node ast.Node, up int) ast.Node {
	file := File(pass, node.Pos())
	if file == nil {
		return nil
	}
	path, exact := astutil.PathEnclosingInterval(file, node.Pos(), node.End())
	if !exact || up >= len(path) || path[0] != node {
		return nil
	}
	return path[up]
}
