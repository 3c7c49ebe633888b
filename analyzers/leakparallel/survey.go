package leakparallel

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
)

// survey finds the tests, subtests and leak checks of a package.
//
// It is syntax with types. Tests are told apart by the variable that names
// them, which nobody reassigns; functions of the package that take a test are
// looked into one level deep.
func survey(info *types.Info, in *inspector.Inspector) *surveyed {
	s := &surveyed{
		info:      info,
		decls:     make(map[*types.Func]*ast.FuncDecl),
		parallels: make(map[*types.Var][]*parallel),
	}
	for cur := range in.Root().Preorder((*ast.FuncDecl)(nil)) {
		decl := cur.Node().(*ast.FuncDecl)
		if fn, ok := info.Defs[decl.Name].(*types.Func); ok && decl.Body != nil {
			s.decls[fn] = decl
		}
	}
	for cur := range in.Root().Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		switch name := fullName(info, call); name {
		case "(*testing.T).Parallel":
			s.addParallel(cur, call, receiver(info, call))
		case "(*testing.T).Run":
			s.addSubtest(cur, call)
		default:
			if i, ok := checkers[name]; ok {
				s.addCheck(cur, &check{call: call, name: name, t: variable(info, arg(call, i))})
			} else {
				s.addHelper(cur, call)
			}
		}
	}
	s.count()
	return s
}

func (s *surveyed) addParallel(cur inspector.Cursor, call *ast.CallExpr, t *types.Var) {
	block := owner(s.info, cur, t)
	if t == nil || block == nil {
		return // in a literal that may run at any time, or never
	}
	s.parallels[t] = append(s.parallels[t], &parallel{call, block})
}

// owner returns the statement list around cur, if it belongs to the very
// function whose parameter t is; nil otherwise.
func owner(info *types.Info, cur inspector.Cursor, t *types.Var) ast.Node {
	if t == nil {
		return nil
	}
	typ := function(cur)
	if typ == nil || param(info, typ, t) < 0 {
		return nil
	}
	for c := range cur.Enclosing((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		return c.Node()
	}
	return nil
}

// function returns the type of the innermost function around cur.
func function(cur inspector.Cursor) *ast.FuncType {
	for c := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		switch fn := c.Node().(type) {
		case *ast.FuncDecl:
			return fn.Type
		case *ast.FuncLit:
			return fn.Type
		}
	}
	return nil
}

func (s *surveyed) addSubtest(cur inspector.Cursor, call *ast.CallExpr) {
	sub := &subtest{call: call, parent: receiver(s.info, call)}
	switch f := ast.Unparen(arg(call, 1)).(type) {
	case *ast.FuncLit:
		sub.typ, sub.body = f.Type, f.Body
	case *ast.Ident:
		fn, _ := s.info.Uses[f].(*types.Func)
		if decl := s.decls[fn]; decl != nil {
			sub.typ, sub.body = decl.Type, decl.Body
		}
	}
	if sub.parent == nil || sub.typ == nil {
		return
	}
	if names := sub.typ.Params.List[0].Names; len(names) == 1 {
		sub.t, _ = s.info.Defs[names[0]].(*types.Var)
	}
	if sub.t == nil {
		return
	}
	sub.direct = owner(s.info, cur, sub.parent) != nil
	for c := range cur.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		switch c.Node().(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			sub.looped = true
		}
		break
	}
	s.subtests = append(s.subtests, sub)
}

// addCheck adds a check if its test is a parameter of a function around it.
func (s *surveyed) addCheck(cur inspector.Cursor, c *check) {
	if c.t == nil {
		return
	}
	c.stmt = s.statement(cur)
	for up := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil), (*ast.DeferStmt)(nil), (*ast.CallExpr)(nil)) {
		switch n := up.Node().(type) {
		case *ast.DeferStmt:
			if c.when == now {
				c.when = onExit
			}
		case *ast.CallExpr:
			if s.isCleanup(n) && receiver(s.info, n) == c.t {
				c.when = cleanup
			}
		case *ast.FuncDecl:
			if param(s.info, n.Type, c.t) >= 0 {
				s.checks = append(s.checks, c)
			}
			return
		case *ast.FuncLit:
			if param(s.info, n.Type, c.t) >= 0 {
				s.checks = append(s.checks, c)
				return
			}
			// A defer in the literal runs when the literal returns; when the
			// literal runs is told by what is around it, or not at all.
			switch called, byCleanup := s.runs(up); {
			case c.when == cleanup || byCleanup:
			case called:
				c.when = now
			default:
				c.when = sometime
			}
		}
	}
}

// runs tells who calls the literal at cur: the statement around it, t.Cleanup,
// or neither.
func (s *surveyed) runs(cur inspector.Cursor) (called, byCleanup bool) {
	call, ok := cur.Parent().Node().(*ast.CallExpr)
	if !ok {
		return false, false
	}
	return ast.Unparen(call.Fun) == cur.Node(), s.isCleanup(call)
}

// isCleanup reports whether a call is of t.Cleanup.
func (s *surveyed) isCleanup(call *ast.CallExpr) bool {
	name := fullName(s.info, call)
	return name == "(*testing.common).Cleanup" || name == "(testing.TB).Cleanup"
}

// statement returns the statement that only makes the call at cur.
func (s *surveyed) statement(cur inspector.Cursor) ast.Stmt {
	var stmt ast.Stmt
	for up := cur.Parent(); ; up = up.Parent() {
		switch n := up.Node().(type) {
		case *ast.CallExpr, *ast.ParenExpr:
			continue
		case *ast.FuncLit:
			if called, byCleanup := s.runs(up); !called && !byCleanup {
				return stmt
			}
		case *ast.ExprStmt:
			stmt = n
		case *ast.DeferStmt:
			stmt = n
		case *ast.BlockStmt:
			if _, lit := up.Parent().Node().(*ast.FuncLit); !lit || len(n.List) != 1 {
				return stmt
			}
		default:
			return stmt
		}
	}
}

// addHelper looks into the function of the package that a call names, given
// a test: whether it makes it parallel, whether it looks for leaks.
func (s *surveyed) addHelper(cur inspector.Cursor, call *ast.CallExpr) {
	decl := s.decls[callee(s.info, call)]
	if decl == nil || call.Ellipsis.IsValid() {
		return
	}
	for i, a := range call.Args {
		t := variable(s.info, a)
		if t == nil || !isTest(t.Type()) {
			continue
		}
		p := parameter(s.info, decl.Type, i)
		if p == nil {
			continue
		}
		for _, stmt := range decl.Body.List {
			when, inner := s.simple(stmt)
			if inner == nil {
				continue
			}
			name := fullName(s.info, inner)
			if name == "(*testing.T).Parallel" && when == now && receiver(s.info, inner) == p {
				s.addParallel(cur, call, t)
			}
			if j, ok := checkers[name]; ok && variable(s.info, arg(inner, j)) == p {
				c := &check{call: call, name: name, t: t, helper: true}
				if when == cleanup {
					c.when = cleanup
				}
				s.addCheck(cur, c)
			}
		}
	}
}

// simple returns the call that a statement of a helper makes: itself, or by
// t.Cleanup. A deferred one runs when the helper returns: now.
func (s *surveyed) simple(stmt ast.Stmt) (moment, *ast.CallExpr) {
	var call *ast.CallExpr
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		call, _ = stmt.X.(*ast.CallExpr)
	case *ast.DeferStmt:
		call = stmt.Call
	}
	if call == nil {
		return now, nil
	}
	if inner, ok := ast.Unparen(call.Fun).(*ast.CallExpr); ok {
		return now, inner // defer leaktest.Check(t)()
	}
	if !s.isCleanup(call) {
		return now, call
	}
	lit, ok := ast.Unparen(arg(call, 0)).(*ast.FuncLit)
	if !ok || len(lit.Body.List) != 1 {
		return now, nil
	}
	_, inner := s.simple(lit.Body.List[0])
	return cleanup, inner
}

// parameter returns parameter i of a function type.
func parameter(info *types.Info, typ *ast.FuncType, i int) *types.Var {
	for _, field := range typ.Params.List {
		for _, name := range field.Names {
			if i == 0 {
				v, _ := info.Defs[name].(*types.Var)
				return v
			}
			i--
		}
	}
	return nil
}

// isTest reports whether a variable of type t may hold a *testing.T.
func isTest(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		named, ok := types.Unalias(p.Elem()).(*types.Named)
		return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "testing" && named.Obj().Name() == "T"
	}
	return types.IsInterface(t) && types.NewMethodSet(t).Lookup(nil, "Cleanup") != nil
}

// count counts the parallel tests: a subtest in a loop is many.
func (s *surveyed) count() {
	s.tests = len(s.parallels)
	for _, sub := range s.subtests {
		if sub.looped && len(s.parallels[sub.t]) > 0 {
			s.tests = max(s.tests, 2)
		}
	}
}
