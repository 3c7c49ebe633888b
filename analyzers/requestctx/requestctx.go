package requestctx

import (
	"fmt"
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/ctxtext"
	"github.com/asynclint/asynclint/analyzers/internal/goversion"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/requests"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "requestctx",
	Doc:      "report goroutines that outlive a request and use its context",
	URL:      report.URL("requestctx"),
	Requires: []*analysis.Analyzer{requests.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	if !ctxtext.Imports(pass.Pkg, "context") && !ctxtext.Imports(pass.Pkg, "net/http") {
		return nil, nil
	}
	r := pass.ResultOf[requests.Analyzer].(*requests.Result)
	s := r.Spawns.Effects.Calls.SSA()
	if s == nil {
		return nil, nil
	}
	since := goversion.Since(pass, "go1.21")
	for _, o := range r.MayOutlive() {
		speak(pass, s, o, since)
	}
	return nil, nil
}

// speak words a finding, at the first of the calls.
func speak(pass *analysis.Pass, s *ssabuild.SSA, o requests.Outliving, since func(token.Pos) bool) {
	call := s.CallExpr(o.Uses[0].Call)
	if o.Body.Fn.Parent() == nil {
		call = s.CallExpr(o.Site.Site) // others may call the function, too
	}
	if call == nil {
		return
	}
	taken := source(s, o, o.Uses[0])
	name := ctxtext.Name(taken)
	ends := "net/http ends"
	if o.Kind == requests.GRPC {
		ends = "gRPC ends"
	}
	f := report.Finding{
		At: call,
		Message: fmt.Sprintf("%s gives up when the handler has returned, since %s %s then, and nobody waits for this goroutine; use context.WithoutCancel(%s), with a timeout",
			ctxtext.Callee(call), ends, name, name),
	}
	if at, ok := o.Site.Site.(*ssa.Go); ok {
		f.Steps = append(f.Steps, report.StepAt(report.Span{From: at.Pos(), To: at.Pos() + token.Pos(len("go"))}, "the goroutine starts here"))
	}
	if since(call.Pos()) {
		f.Fixes = fix(pass, s, o)
	}
	report.Report(pass, f)
}

// source is the expression by which the goroutine takes the context of the
// request: the argument of the call, of the first of the calls in the goroutine
// that derive from it, or of the go statement.
func source(s *ssabuild.SSA, o requests.Outliving, u requests.Use) ast.Expr {
	if u.Param >= 0 {
		if call := s.CallExpr(o.Site.Site); call != nil && u.Param < len(call.Args) {
			return call.Args[u.Param]
		}
		return nil
	}
	if n := len(u.By); n > 0 {
		if call := s.CallExpr(u.By[n-1].Call); call != nil {
			return ctxtext.Arg(call, u.By[n-1].Arg)
		}
		return nil
	}
	if call := s.CallExpr(u.Call); call != nil {
		return ctxtext.Arg(call, u.Arg)
	}
	return nil
}

// fix detaches the context wherever the goroutine takes it.
func fix(pass *analysis.Pass, s *ssabuild.SSA, o requests.Outliving) []analysis.SuggestedFix {
	fix := analysis.SuggestedFix{Message: "Detach the context from the end of the request"}
	seen := make(map[token.Pos]bool)
	for _, u := range o.Uses {
		expr := source(s, o, u)
		if expr == nil {
			return nil
		}
		text, pkg := ctxtext.Spelling(expr), ctxtext.PackageName(pass, "context", expr.Pos())
		if text == "" || pkg == "" {
			return nil
		}
		if seen[expr.Pos()] {
			continue
		}
		seen[expr.Pos()] = true
		fix.TextEdits = append(fix.TextEdits, analysis.TextEdit{
			Pos: expr.Pos(), End: expr.End(), NewText: []byte(pkg + ".WithoutCancel(" + text + ")"),
		})
	}
	return []analysis.SuggestedFix{fix}
}
