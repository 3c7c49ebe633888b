package testsleep

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/asynclint/asynclint/analyzers/internal/goversion"
	"github.com/asynclint/asynclint/analyzers/internal/report"
)

// Analyzer reports tests that sleep until a goroutine is done.
var Analyzer = &analysis.Analyzer{
	Name:     "testsleep",
	Doc:      "report tests that sleep and hope that a goroutine is done",
	URL:      report.URL("testsleep"),
	Requires: []*analysis.Analyzer{inspect.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	if !slices.ContainsFunc(pass.Pkg.Imports(), func(p *types.Package) bool { return p.Path() == "testing" }) {
		return nil, nil
	}
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	since := goversion.Since(pass, "go1.25") // the release that has testing/synctest
	for fn := range in.Root().Preorder((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		body, t := test(pass, fn.Node())
		if body == nil || t == nil || !since(body.Pos()) || inBubble(pass, fn) || real(pass, fn) {
			continue
		}
		if sleep, start := hopes(pass, body, t); sleep != nil {
			report.Report(pass, report.Finding{
				At:      sleep,
				Message: fmt.Sprintf("%s hopes that the goroutine is as far as the test needs it, which a slow machine makes wrong and a fast one waits for in vain; in a bubble of testing/synctest the time costs nothing, and synctest.Wait returns when all goroutines wait", types.ExprString(sleep)),
				Steps:   []report.Step{report.StepAt(start, "the goroutine is started here")},
			})
		}
	}
	return nil, nil
}

// test returns the body of a function and its parameter that is a test, nil if
// it has none.
func test(pass *analysis.Pass, fn ast.Node) (*ast.BlockStmt, types.Object) {
	var typ *ast.FuncType
	var body *ast.BlockStmt
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		typ, body = fn.Type, fn.Body
	case *ast.FuncLit:
		typ, body = fn.Type, fn.Body
	}
	for _, field := range typ.Params.List {
		for _, name := range field.Names {
			if obj := pass.TypesInfo.Defs[name]; obj != nil && isT(obj.Type()) {
				return body, obj
			}
		}
	}
	return nil, nil
}

func isT(t types.Type) bool {
	ptr, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(ptr.Elem()).(*types.Named)
	return ok && named.Obj().Name() == "T" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "testing"
}

// hopes returns the first sleep of a body that comes after a goroutine was started
// and before something is asserted, and that start. What literals do is theirs;
// a sleep in a loop is one between two looks at something.
func hopes(pass *analysis.Pass, body *ast.BlockStmt, t types.Object) (sleep, start *ast.CallExpr) {
	asserted := false
	var visit func(n ast.Node, loop bool)
	visit = func(n ast.Node, loop bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			switch m := m.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ForStmt:
				if m != n {
					visit(m, true)
					return false
				}
			case *ast.GoStmt:
				if start == nil {
					start = m.Call
				}
				return false
			case *ast.CallExpr:
				switch name := nameOf(pass, m); {
				case name == "(*sync.WaitGroup).Go" || name == "(*golang.org/x/sync/errgroup.Group).Go":
					if start == nil {
						start = m
					}
				case name == "time.Sleep":
					if start != nil && sleep == nil && !loop {
						sleep = m
					}
				case sleep != nil && asserts(pass, m, name, t):
					asserted = true
				}
			}
			return true
		})
	}
	visit(body, false)
	if !asserted {
		return nil, nil
	}
	return sleep, start
}

// asserts reports whether a call may fail the test.
func asserts(pass *analysis.Pass, call *ast.CallExpr, name string, t types.Object) bool {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && uses(pass, sel.X, t) {
		switch sel.Sel.Name {
		case "Error", "Errorf", "Fail", "FailNow", "Fatal", "Fatalf":
			return true
		}
		return false
	}
	return strings.HasPrefix(name, "github.com/stretchr/testify/") || len(call.Args) > 0 && uses(pass, call.Args[0], t) && !strings.HasPrefix(name, "testing")
}

func uses(pass *analysis.Pass, e ast.Expr, t types.Object) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && pass.TypesInfo.Uses[id] == t
}

// inBubble reports whether a function is that of a bubble, or may be in one: it is
// handed to something else than t.Run, which may make one.
func inBubble(pass *analysis.Pass, fn inspector.Cursor) bool {
	for c := range fn.Enclosing((*ast.CallExpr)(nil)) {
		if name := nameOf(pass, c.Node().(*ast.CallExpr)); name != "(*testing.T).Run" {
			return true
		}
	}
	for c := range fn.Preorder((*ast.CallExpr)(nil)) {
		if strings.HasPrefix(nameOf(pass, c.Node().(*ast.CallExpr)), "testing/synctest.") {
			return true
		}
	}
	return false
}

// outer are packages whose waits are for something outside of the program: time
// stands still in a bubble meanwhile.
var outer = []string{"net", "net/http", "net/http/httptest", "net/rpc", "os/exec", "os/signal", "os", "syscall", "database/sql", "crypto/tls", "google.golang.org/grpc"}

// real reports whether a function names one of them.
func real(pass *analysis.Pass, fn inspector.Cursor) bool {
	for c := range fn.Preorder((*ast.Ident)(nil)) {
		obj := pass.TypesInfo.Uses[c.Node().(*ast.Ident)]
		if name, ok := obj.(*types.PkgName); ok && slices.Contains(outer, name.Imported().Path()) {
			return true
		}
	}
	return false
}

// nameOf is the full name of the function that a call names.
func nameOf(pass *analysis.Pass, call *ast.CallExpr) string {
	var id *ast.Ident
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.SelectorExpr:
		id = fun.Sel
	case *ast.Ident:
		id = fun
	default:
		return ""
	}
	if fn, ok := pass.TypesInfo.Uses[id].(*types.Func); ok {
		return fn.Origin().FullName()
	}
	return ""
}
