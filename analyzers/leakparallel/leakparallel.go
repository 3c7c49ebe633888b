package leakparallel

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/asynclint/asynclint/analyzers/internal/report"
)

var Analyzer = &analysis.Analyzer{
	Name:     "leakparallel",
	Doc:      "report goroutine leak checks of a single test that runs beside others",
	URL:      report.URL("leakparallel"),
	Requires: []*analysis.Analyzer{inspect.Analyzer, report.Requires},
	Run:      run,
}

const goleak = "go.uber.org/goleak"

// checkers maps functions that look for leaked goroutines to the argument
// that is the test.
var checkers = map[string]int{
	goleak + ".VerifyNone":                       0,
	"github.com/fortytwo2/leaktest.Check":        0,
	"github.com/fortytwo2/leaktest.CheckTimeout": 0,
	"github.com/fortytwo2/leaktest.CheckContext": 1,
}

func run(pass *analysis.Pass) (any, error) {
	relevant := false
	for _, imp := range pass.Pkg.Imports() {
		relevant = relevant || imp.Path() == goleak || imp.Path() == "github.com/fortytwo2/leaktest"
	}
	if !relevant {
		return nil, nil
	}
	s := survey(pass.TypesInfo, pass.ResultOf[inspect.Analyzer].(*inspector.Inspector))
	var found []finding
	for _, c := range s.checks {
		if at := s.parallel(c); at != nil && (c.strict() || s.tests >= 2) {
			found = append(found, finding{c, at, false})
		} else if at := s.before(c); at != nil {
			found = append(found, finding{c, at, true})
		}
	}
	migration := newMigration(pass, found)
	for _, f := range found {
		call := types.ExprString(f.check.call)
		if f.early {
			report.Report(pass, report.Finding{
				At:      f.check.call,
				Message: fmt.Sprintf("%s runs before the parallel subtests of %s do and misses what they leave; run it in %[2]s.Cleanup", call, f.check.t.Name()),
				Steps:   []report.Step{report.StepAt(f.at, "this subtest is parallel: it waits for the function around it to return")},
				Fixes:   []analysis.SuggestedFix{f.check.inCleanup()},
			})
			continue
		}
		report.Report(pass, report.Finding{
			At:      f.check.call,
			Message: fmt.Sprintf("%s in a parallel test sees the goroutines of other tests and fails for them; use goleak.VerifyTestMain", call),
			Steps:   []report.Step{report.StepAt(f.at, "the test is parallel from here on")},
			Fixes:   []analysis.SuggestedFix{migration.fix(f.check)},
		})
	}
	return nil, nil
}

// A finding is a check that looks at the wrong time.
type finding struct {
	check *check
	at    ast.Node // the call of Parallel, or the parallel subtest
	early bool     // it looks before the subtests run, and not while others do
}

// A surveyed package: its parallel tests, its subtests and its leak checks, in
// source order.
type surveyed struct {
	info      *types.Info
	decls     map[*types.Func]*ast.FuncDecl
	parallels map[*types.Var][]*parallel // by the test
	subtests  []*subtest
	checks    []*check
	tests     int // parallel tests that can be seen; 2 stands for many
}

// A parallel is a call of t.Parallel, or of a function that calls it first thing.
type parallel struct {
	call  *ast.CallExpr
	block ast.Node // the statements around it, of the function whose parameter t is
}

// A subtest is a call of t.Run.
type subtest struct {
	call   *ast.CallExpr
	parent *types.Var
	direct bool          // in the function whose parameter parent is
	looped bool          // in a loop, so there are several
	typ    *ast.FuncType // of its function
	body   *ast.BlockStmt
	t      *types.Var // of its function
}

// A check is a call that looks for leaked goroutines.
type check struct {
	call *ast.CallExpr
	name string     // full name of the function
	t    *types.Var // the test
	when moment
	// stmt is the statement that does nothing else: the call, its defer, or
	// t.Cleanup with a literal of one statement.
	stmt ast.Stmt
	// helper is set if the call is of a function that checks.
	helper bool
}

// A moment is when a check runs.
type moment uint8

const (
	now      moment = iota // where it stands
	onExit                 // when the function of the test returns
	cleanup                // when the test and its subtests are over
	sometime               // when someone calls the literal it is in
)

// strict reports whether a check fails in every parallel test: goleak knows
// the goroutine of a test that waits for its turn, but not that of the runner
// which waits for parallel tests, unless an option tells it.
func (c *check) strict() bool {
	return !c.helper && c.name == goleak+".VerifyNone" && len(c.call.Args) == 1
}

// parallel returns the call that makes the test of c, or the test it is a
// subtest of, run beside others when c runs; nil if none certainly does.
func (s *surveyed) parallel(c *check) ast.Node {
	for _, p := range s.parallels[c.t] {
		// A check in another branch is one of a test that is not parallel.
		if within(c.call, p.block) && (c.when == onExit || c.when == cleanup || p.call.Pos() < c.call.Pos()) {
			return p.call
		}
	}
	t := c.t
	for range 8 { // no one nests deeper
		sub := s.subtestOf(t)
		if sub == nil || !sub.direct {
			return nil
		}
		for _, p := range s.parallels[sub.parent] {
			if within(sub.call, p.block) && p.call.Pos() < sub.call.Pos() {
				return p.call
			}
		}
		t = sub.parent
	}
	return nil
}

// before returns a parallel subtest of the test of c that runs only after c.
func (s *surveyed) before(c *check) ast.Node {
	for _, sub := range s.subtests {
		if sub.parent != c.t || !sub.direct || c.when == cleanup || c.when == sometime || c.when == now && c.call.Pos() < sub.call.End() {
			continue
		}
		for _, p := range s.parallels[sub.t] {
			if p.block == ast.Node(sub.body) { // not only in some branch
				return p.call
			}
		}
	}
	return nil
}

// subtestOf returns the call of Run that makes t, nil if none is known.
func (s *surveyed) subtestOf(t *types.Var) *subtest {
	var only *subtest
	for _, sub := range s.subtests {
		if sub.t == t {
			if only != nil {
				return nil
			}
			only = sub
		}
	}
	return only
}

func within(n, block ast.Node) bool {
	return block.Pos() <= n.Pos() && n.End() <= block.End()
}

// inCleanup replaces `defer check(t)` by `t.Cleanup(func() { check(t) })`. With
// options it is left alone: when they are evaluated matters.
func (c *check) inCleanup() analysis.SuggestedFix {
	d, ok := c.stmt.(*ast.DeferStmt)
	if !ok || d.Call != c.call || len(c.call.Args) != 1 || c.name != goleak+".VerifyNone" {
		return analysis.SuggestedFix{}
	}
	return analysis.SuggestedFix{
		Message: "Check when the subtests are over",
		TextEdits: []analysis.TextEdit{
			{Pos: d.Pos(), End: c.call.Pos(), NewText: []byte(c.t.Name() + ".Cleanup(func() { ")},
			{Pos: c.call.End(), End: c.call.End(), NewText: []byte(" })")},
		},
	}
}

// fullName returns the name of the function that a call names, "" if none.
func fullName(info *types.Info, call *ast.CallExpr) string {
	if fn := callee(info, call); fn != nil {
		return fn.FullName()
	}
	return ""
}

func callee(info *types.Info, call *ast.CallExpr) *types.Func {
	var id *ast.Ident
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	default:
		return nil
	}
	fn, _ := info.Uses[id].(*types.Func)
	if fn == nil {
		return nil
	}
	return fn.Origin()
}

// variable returns the local variable or parameter that e names, nil if none.
func variable(info *types.Info, e ast.Expr) *types.Var {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return nil
	}
	v, _ := info.Uses[id].(*types.Var)
	return v
}

// receiver returns the variable x of a call x.M().
func receiver(info *types.Info, call *ast.CallExpr) *types.Var {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	return variable(info, sel.X)
}

// arg returns argument i, nil if there are not that many.
func arg(call *ast.CallExpr, i int) ast.Expr {
	if i >= len(call.Args) {
		return nil
	}
	return call.Args[i]
}

// param returns the index of the parameter v in a function type, -1 if v is none.
func param(info *types.Info, typ *ast.FuncType, v *types.Var) int {
	i := 0
	for _, field := range typ.Params.List {
		for _, name := range field.Names {
			if info.Defs[name] == types.Object(v) {
				return i
			}
			i++
		}
		if len(field.Names) == 0 {
			i++
		}
	}
	return -1
}
