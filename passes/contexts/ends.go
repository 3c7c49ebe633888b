package contexts

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/place"
)

// end says what may end a context, from "it never ends, or we do not know" up.
// Several assignments to a variable merge to the least of them.
type end uint8

const (
	never   end = iota // Background, WithoutCancel, nil, or unknown
	byOwner            // only the function that made it cancels it
	may                // somebody else, or time
)

// endsByItself are the functions whose result ends whatever its parent does
// and whoever has the cancel function.
var endsByItself = []string{
	"context.WithTimeout", "context.WithTimeoutCause",
	"context.WithDeadline", "context.WithDeadlineCause",
	"os/signal.NotifyContext",
}

// ends says what may end the context in variable v of function fn, seen at a
// position: the least of all that is assigned to it anywhere.
func (r *Result) ends(v *types.Var, fn ast.Node, at token.Pos, busy []*types.Var) end {
	if slices.Contains(busy, v) {
		return may // ctx = f(ctx): what ctx was counts elsewhere
	}
	busy = append(busy, v)
	info := r.pass.TypesInfo
	is := func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && (info.Defs[id] == v || info.Uses[id] == v)
	}
	known, least := false, may
	var paramScope *ast.FuncType
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		paramScope = fn.Type
	case *ast.FuncLit:
		paramScope = fn.Type
	}
	if paramScope != nil && within(token1(v.Pos()), paramScope.Params) {
		known = true
		least = r.endsParam(v, fn, busy)
	}
	ast.Inspect(fn, func(node ast.Node) bool {
		var lhs, rhs []ast.Expr
		switch node := node.(type) {
		case *ast.AssignStmt:
			lhs, rhs = node.Lhs, node.Rhs
		case *ast.ValueSpec:
			for _, id := range node.Names {
				lhs = append(lhs, id)
			}
			rhs = node.Values
		case *ast.RangeStmt:
			if node.Key != nil && is(node.Key) || node.Value != nil && is(node.Value) {
				least = never // an element: unknown
			}
			return true
		case *ast.UnaryExpr:
			if node.Op == token.AND && is(node.X) {
				least = never // assigned who knows where
			}
			return true
		default:
			return true
		}
		i := slices.IndexFunc(lhs, is)
		if i < 0 {
			return true
		}
		known = true
		got := never
		if len(rhs) == len(lhs) {
			got = r.endsExpr(rhs[i], fn, at, busy)
		} else if len(rhs) == 1 {
			got = r.endsExpr(rhs[0], fn, at, busy)
		}
		if r.cancelled(lhs[len(lhs)-1], rhs, fn, node.Pos(), at) {
			got = never
		}
		least = min(least, got)
		return true
	})
	if !known {
		return never
	}
	return least
}

// endsParam says what may end the context that callers pass as parameter v.
// That is their business, unless all of them are in this package: then it is
// the most that any of them passes.
func (r *Result) endsParam(v *types.Var, fn ast.Node, busy []*types.Var) end {
	info := r.pass.TypesInfo
	decl, ok := fn.(*ast.FuncDecl)
	if !ok || decl.Recv != nil || decl.Name.IsExported() || decl.Name.Name == "main" {
		return may
	}
	self := info.Defs[decl.Name]
	f, ok := self.(*types.Func)
	if !ok {
		return may
	}
	i := slices.Index(slices.Collect(f.Signature().Params().Variables()), v)
	if i < 0 || f.Signature().TypeParams().Len() > 0 {
		return may
	}
	uses, called := 0, false
	for _, obj := range info.Uses {
		if obj == self {
			uses++
		}
	}
	most := never
	for _, file := range r.pass.Files {
		for _, caller := range file.Decls {
			ast.Inspect(caller, func(node ast.Node) bool {
				call, ok := node.(*ast.CallExpr)
				if !ok || typeutil.Callee(info, call) != self {
					return true
				}
				uses, called = uses-1, true
				if i >= len(call.Args) {
					most = may // f(g()), where g returns several values
					return true
				}
				most = max(most, r.endsExpr(call.Args[i], caller, call.Pos(), busy))
				return true
			})
		}
	}
	if !called || uses != 0 || most == byOwner {
		return may // unused, used as a value, or cancelled by the caller
	}
	return most
}

// endsExpr says what may end the context that an expression yields.
func (r *Result) endsExpr(e ast.Expr, fn ast.Node, at token.Pos, busy []*types.Var) end {
	info := r.pass.TypesInfo
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := info.Uses[e].(*types.Var); ok && place.IsContext(v.Type()) && v.Parent() != r.pass.Pkg.Scope() {
			return r.ends(v, r.funcOf(v, fn), at, busy)
		}
	case *ast.SelectorExpr:
		if f, ok := info.Uses[e.Sel].(*types.Var); ok && f.IsField() && r.fieldEnds(f) {
			return may
		}
	case *ast.CallExpr:
		return r.endsCall(e, fn, at, busy)
	}
	return never
}

// endsCall says what may end the context that a call yields: what the table
// says; else, if the call takes contexts, the least of what ends those, as
// with tracer.Start(ctx, name); else only x.Context() is known to say
// something.
func (r *Result) endsCall(call *ast.CallExpr, fn ast.Node, at token.Pos, busy []*types.Var) end {
	callee := typeutil.Callee(r.pass.TypesInfo, call)
	if f, ok := callee.(*types.Func); ok {
		row := knowledge.Of(f)
		if slices.Contains(endsByItself, row.Name) {
			return may
		}
		if i, ok := row.Derives(); ok {
			if row.Detached || i >= len(call.Args) {
				return never
			}
			got := r.endsExpr(call.Args[i], fn, at, busy)
			if row.Name != "context.WithValue" {
				got = max(got, byOwner) // WithCancel, errgroup.WithContext
			}
			return got
		}
		if f.Pkg() != nil && f.Pkg().Path() == "context" {
			return never // Background, TODO
		}
	}
	got, some := may, false
	for _, arg := range call.Args {
		if place.IsContext(typeOf(r.pass.TypesInfo, arg)) {
			got, some = min(got, r.endsExpr(arg, fn, at, busy)), true
		}
	}
	if some {
		return got
	}
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok && len(call.Args) == 0 && sel.Sel.Name == "Context" {
		return may // r.Context(), stream.Context()
	}
	return never
}

// funcOf returns the function that v is declared in: fn, or one around it.
func (r *Result) funcOf(v *types.Var, fn ast.Node) ast.Node {
	if within(token1(v.Pos()), fn) {
		return fn
	}
	for _, file := range r.pass.Files {
		for _, decl := range file.Decls {
			if within(token1(v.Pos()), decl) {
				return decl
			}
		}
	}
	return fn
}

// cancelled reports whether the context that an assignment made is cancelled
// before a position: whether the cancel function, its last variable, is called
// in between, and not by defer. Which way control goes is not asked.
func (r *Result) cancelled(last ast.Expr, rhs []ast.Expr, fn ast.Node, from, to token.Pos) bool {
	id, ok := last.(*ast.Ident)
	if !ok || len(rhs) != 1 {
		return false
	}
	info := r.pass.TypesInfo
	cancel := info.ObjectOf(id)
	if cancel == nil || id.Name == "_" {
		return false
	}
	if _, isFunc := cancel.Type().Underlying().(*types.Signature); !isFunc {
		return false
	}
	found := false
	ast.Inspect(fn, func(node ast.Node) bool {
		if stmt, ok := node.(*ast.ExprStmt); ok && from < stmt.Pos() && stmt.Pos() < to {
			if call, ok := stmt.X.(*ast.CallExpr); ok {
				if id, ok := call.Fun.(*ast.Ident); ok && info.Uses[id] == cancel {
					found = true
				}
			}
		}
		_, isLit := node.(*ast.FuncLit)
		return !found && !isLit
	})
	return found
}

// fieldEnds reports whether the context in a field may end: unless something
// is assigned to it in this package that cannot.
func (r *Result) fieldEnds(field *types.Var) bool {
	field = field.Origin()
	least := may
	check := func(id *ast.Ident, value ast.Expr) {
		if v, ok := r.pass.TypesInfo.Uses[id].(*types.Var); ok && v.Origin() == field {
			if call, ok := ast.Unparen(value).(*ast.CallExpr); ok {
				if f, ok := typeutil.Callee(r.pass.TypesInfo, call).(*types.Func); ok && f.Pkg() != nil && f.Pkg().Path() == "context" {
					row := knowledge.Of(f)
					if _, derives := row.Derives(); !derives || row.Detached {
						least = never
					}
				}
			}
		}
	}
	for _, file := range r.pass.Files {
		for node := range ast.Preorder(file) {
			switch node := node.(type) {
			case *ast.KeyValueExpr:
				if id, ok := node.Key.(*ast.Ident); ok {
					check(id, node.Value)
				}
			case *ast.AssignStmt:
				for i, l := range node.Lhs {
					if sel, ok := l.(*ast.SelectorExpr); ok && len(node.Rhs) > 0 {
						check(sel.Sel, node.Rhs[min(i, len(node.Rhs)-1)])
					}
				}
			}
		}
	}
	return least == may
}

// running says when a function literal runs, relative to the function around
// it.
type running uint8

const (
	unknown  running = iota // stored, returned, passed to a stranger
	deferred                // when the function ends
	during                  // in the function's own goroutine, before it returns
	spawned                 // in a goroutine that it starts
)

// runs classifies a literal by what stands around it, innermost first.
func (r *Result) runs(lit *ast.FuncLit, around []ast.Node) running {
	for len(around) > 0 {
		if _, paren := around[0].(*ast.ParenExpr); !paren {
			break
		}
		around = around[1:]
	}
	if len(around) < 2 {
		return unknown
	}
	call, ok := around[0].(*ast.CallExpr)
	if !ok {
		return unknown
	}
	if _, ok := around[1].(*ast.DeferStmt); ok {
		return deferred
	}
	if ast.Unparen(call.Fun) == ast.Expr(lit) {
		if _, ok := around[1].(*ast.GoStmt); ok {
			return spawned
		}
		return during
	}
	f, _ := typeutil.Callee(r.pass.TypesInfo, call).(*types.Func)
	row := knowledge.Of(f)
	arg := slices.IndexFunc(call.Args, func(a ast.Expr) bool { return ast.Unparen(a) == ast.Expr(lit) })
	// What an AfterFunc runs, runs later: when the context has ended, or may have.
	if i, ok := row.Spawns(); ok && i == arg && row.Group != "" {
		return spawned
	}
	if i, ok := row.Calls(); ok && i == arg {
		return during
	}
	return unknown
}
