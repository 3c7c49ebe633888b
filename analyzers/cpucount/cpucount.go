package cpucount

import (
	"go/ast"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/asynclint/asynclint/analyzers/internal/goversion"
	"github.com/asynclint/asynclint/analyzers/internal/report"
)

// Analyzer reports sizes that are made of the number of processors.
var Analyzer = &analysis.Analyzer{
	Name:     "cpucount",
	Doc:      "report sizes made of the machine's processors instead of GOMAXPROCS",
	URL:      report.URL("cpucount"),
	Requires: []*analysis.Analyzer{inspect.Analyzer, report.Requires},
	Run:      run,
}

const automaxprocs = "go.uber.org/automaxprocs"

func run(pass *analysis.Pass) (any, error) {
	if !slices.ContainsFunc(pass.Pkg.Imports(), func(p *types.Package) bool {
		return p.Path() == "runtime" || strings.HasPrefix(p.Path(), automaxprocs)
	}) {
		return nil, nil
	}
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	since := goversion.Since(pass, "go1.25") // the release that reads the limit of the container
	for at := range in.Root().Preorder((*ast.CallExpr)(nil), (*ast.ImportSpec)(nil)) {
		if !since(at.Node().Pos()) || strings.HasSuffix(pass.Fset.Position(at.Node().Pos()).Filename, "_test.go") {
			continue
		}
		switch n := at.Node().(type) {
		case *ast.ImportSpec:
			if path, err := strconv.Unquote(n.Path.Value); err == nil && strings.HasPrefix(path, automaxprocs) {
				report.Report(pass, report.Finding{
					At:      n,
					Message: "since Go 1.25 the runtime itself keeps GOMAXPROCS at the CPU limit of the container, and follows its changes; automaxprocs sets it once, and rounds down where the runtime rounds up: go without",
				})
			}
		case *ast.CallExpr:
			if isFunc(pass, n, "NumCPU") {
				count(pass, at, n)
			}
		}
	}
	return nil, nil
}

// count looks at what a call of NumCPU is for.
func count(pass *analysis.Pass, at inspector.Cursor, call *ast.CallExpr) {
	f := report.Finding{At: call}
	for c := range at.Enclosing((*ast.CallExpr)(nil), (*ast.BinaryExpr)(nil), (*ast.KeyValueExpr)(nil), (*ast.AssignStmt)(nil)) {
		if c == at {
			continue
		}
		switch n := c.Node().(type) {
		case *ast.KeyValueExpr:
			if id, ok := n.Key.(*ast.Ident); ok && cores.MatchString(id.Name) {
				return
			}
		case *ast.AssignStmt:
			if sel, ok := n.Lhs[0].(*ast.SelectorExpr); ok && cores.MatchString(sel.Sel.Name) {
				return
			}
		case *ast.BinaryExpr:
			if !arithmetic(n) {
				return // asks for a minimum, and sizes nothing
			}
			continue
		case *ast.CallExpr:
			if isFunc(pass, n, "GOMAXPROCS") {
				f.At = n
				f.Message = "runtime.GOMAXPROCS(runtime.NumCPU()) overrides what the runtime has taken from the CPU limit of the container since Go 1.25: more threads run than may, and all are stopped for the rest of each period; leave it out"
				report.Report(pass, f)
				return
			}
			if tells(pass, n) {
				return
			}
		}
		break
	}
	f.Message = "runtime.NumCPU counts the processors of the machine, and not what the container may use of them; runtime.GOMAXPROCS(0) does since Go 1.25"
	f.Fixes = []analysis.SuggestedFix{{
		Message:   "Ask for GOMAXPROCS",
		TextEdits: []analysis.TextEdit{replaced(call)},
	}}
	report.Report(pass, f)
}

// cores are the names of fields that tell what a machine has.
var cores = regexp.MustCompile(`(?i)(core|cpu|processor)s?$`)

// replaced replaces NumCPU() by GOMAXPROCS(0), and leaves the package's name.
func replaced(call *ast.CallExpr) analysis.TextEdit {
	at := call.Fun.Pos()
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		at = sel.Sel.Pos()
	}
	return analysis.TextEdit{Pos: at, End: call.End(), NewText: []byte("GOMAXPROCS(0)")}
}

func arithmetic(e *ast.BinaryExpr) bool {
	switch e.Op.String() {
	case "+", "-", "*", "/", "%", "<<", ">>":
		return true
	}
	return false
}

// tells reports whether a call only tells somebody: it prints, logs, formats.
func tells(pass *analysis.Pass, call *ast.CallExpr) bool {
	fn, _ := callee(pass, call)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	path := fn.Pkg().Path()
	if path == "fmt" || path == "strconv" || strings.HasPrefix(path, "log") || strings.Contains(path, "zap") || strings.Contains(path, "metric") || strings.Contains(path, "prometheus") {
		return true
	}
	return strings.HasSuffix(fn.Name(), "f") && fn.Signature().Variadic()
}

func isFunc(pass *analysis.Pass, call *ast.CallExpr, name string) bool {
	fn, ok := callee(pass, call)
	return ok && fn.Name() == name && fn.Pkg() != nil && fn.Pkg().Path() == "runtime"
}

func callee(pass *analysis.Pass, call *ast.CallExpr) (*types.Func, bool) {
	var id *ast.Ident
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.SelectorExpr:
		id = fun.Sel
	case *ast.Ident:
		id = fun
	default:
		return nil, false
	}
	fn, ok := pass.TypesInfo.Uses[id].(*types.Func)
	return fn, ok
}
