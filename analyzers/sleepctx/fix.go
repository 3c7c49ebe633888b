package sleepctx

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/ctxtext"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/contexts"
)

// fix replaces the call by a select that also ends with ctx. It offers nothing
// where it cannot write that for certain.
func fix(pass *analysis.Pass, call *ssa.Call, expr *ast.CallExpr, ctx contexts.Named) (analysis.SuggestedFix, bool) {
	none := analysis.SuggestedFix{}
	if ctx.Shadowed || calls.MaySkipRelease(call) {
		return none, false
	}
	sel, ok := expr.Fun.(*ast.SelectorExpr)
	if !ok {
		return none, false // dot import, or a variable of type func
	}
	pkg, ok := sel.X.(*ast.Ident)
	if _, isPkg := pass.TypesInfo.Uses[pkg].(*types.PkgName); !ok || !isPkg {
		return none, false
	}
	s, ok := siteOf(pass, expr)
	if !ok {
		return none, false
	}
	values, ok := s.returns(ctx.Name)
	if !ok {
		return none, false
	}
	before := fmt.Sprintf("select {\ncase <-%s.Done():\n\treturn%s\ncase <-%s.After(", ctx.Name, values, pkg.Name)
	duration := expr.Args[0] // stays as it is written: the edits are around it
	return analysis.SuggestedFix{
		Message: fmt.Sprintf("Wait for %s too, and return when it is done", ctx.Name),
		TextEdits: []analysis.TextEdit{
			{Pos: expr.Pos(), End: duration.Pos(), NewText: []byte(before)},
			{Pos: duration.End(), End: expr.End(), NewText: []byte("):\n}")},
		},
	}, true
}

// A site is where the call stands.
type site struct {
	pass  *analysis.Pass
	sig   *ast.FuncType
	scope *types.Scope
	pos   token.Pos
}

// siteOf finds the function that a return at the call would leave; false if the
// call is not a statement of a block.
func siteOf(pass *analysis.Pass, expr *ast.CallExpr) (site, bool) {
	// The path starts with the call, or with the statement that is nothing
	// but the call.
	path := ctxtext.Path(pass, expr)
	for len(path) > 0 && path[0] == ast.Node(expr) {
		path = path[1:]
	}
	if len(path) < 2 {
		return site{}, false
	}
	if _, ok := path[0].(*ast.ExprStmt); !ok {
		return site{}, false
	}
	switch path[1].(type) {
	case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
	default:
		return site{}, false // `for ; ; time.Sleep(d) {`, or a label
	}
	s := site{pass: pass, scope: pass.Pkg.Scope().Innermost(expr.Pos()), pos: expr.Pos()}
	for _, node := range path {
		switch node := node.(type) {
		case *ast.FuncLit:
			s.sig = node.Type
		case *ast.FuncDecl:
			s.sig = node.Type
		default:
			continue
		}
		return s, s.scope != nil
	}
	return site{}, false
}

// returns spells what `return` has to be followed by.
func (s site) returns(ctx string) (string, bool) {
	if s.sig.Results == nil || len(s.sig.Results.List) == 0 {
		return "", true
	}
	var values []string
	for _, field := range s.sig.Results.List {
		zero, ok := s.zero(field.Type)
		if !ok {
			return "", false
		}
		for range max(1, len(field.Names)) {
			values = append(values, zero)
		}
	}
	last := s.sig.Results.List[len(s.sig.Results.List)-1].Type
	if !types.Identical(s.pass.TypesInfo.TypeOf(last), types.Universe.Lookup("error").Type()) {
		return "", false
	}
	values[len(values)-1] = ctx + ".Err()"
	return " " + strings.Join(values, ", "), true
}

// zero spells the zero value of a result type as simply as can be. Where that
// takes the name of a type, it is spelt as in the signature, if the names in
// it still mean the same at the call.
func (s site) zero(typ ast.Expr) (string, bool) {
	t := s.pass.TypesInfo.TypeOf(typ)
	if t == nil {
		return "", false
	}
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return "*new(" + types.ExprString(typ) + ")", s.means("new", types.Universe.Lookup("new")) && s.sameNames(typ)
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsBoolean != 0:
			return "false", s.means("false", types.Universe.Lookup("false"))
		case u.Info()&types.IsString != 0:
			return `""`, true
		case u.Info()&types.IsNumeric != 0:
			return "0", true
		case u.Kind() != types.UnsafePointer:
			return "", false
		}
	case *types.Struct, *types.Array:
		var text bytes.Buffer // not types.ExprString, which leaves out the fields of a struct
		err := format.Node(&text, s.pass.Fset, typ)
		return text.String() + "{}", err == nil && s.sameNames(typ)
	}
	return "nil", s.means("nil", types.Universe.Lookup("nil"))
}

// means reports whether name is obj at the call.
func (s site) means(name string, obj types.Object) bool {
	_, got := s.scope.LookupParent(name, s.pos)
	return got == obj
}

// sameNames reports whether the names in a type expression of the signature
// mean the same at the call: `config := config{}` would be in the way.
func (s site) sameNames(typ ast.Expr) bool {
	same := true
	ast.Inspect(typ, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.SelectorExpr:
			if id, ok := node.X.(*ast.Ident); ok {
				same = same && s.means(id.Name, s.pass.TypesInfo.Uses[id])
			}
			return false
		case *ast.Field: // of a struct type: its names are declared here
			same = same && s.sameNames(node.Type)
			return false
		case *ast.Ident:
			same = same && s.means(node.Name, s.pass.TypesInfo.Uses[node])
		}
		return same
	})
	return same
}
