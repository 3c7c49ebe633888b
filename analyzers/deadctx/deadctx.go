package deadctx

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/ctxtext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/contexts"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer reports calls that are given a context that has already ended.
var Analyzer = &analysis.Analyzer{
	Name:     "deadctx",
	Doc:      "report calls that give up at once because their context has already ended",
	URL:      report.URL("deadctx"),
	Requires: []*analysis.Analyzer{contexts.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	ctxs := pass.ResultOf[contexts.Analyzer].(*contexts.Result)
	s := ctxs.Effects.Calls.SSA()
	if s == nil || !slices.ContainsFunc(pass.Pkg.Imports(), ctxtext.Relevant) {
		return nil, nil
	}
	for _, fn := range s.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				expr := s.CallExpr(call)
				// A test that calls with an ended context does so on purpose.
				if expr == nil || strings.HasSuffix(pass.Fset.File(expr.Pos()).Name(), "_test.go") {
					continue
				}
				for _, dead := range ctxs.DeadAt(call) {
					if dead.Region.How != contexts.Waited { // groupctx tells of those
						tell(pass, s, expr, dead)
					}
				}
			}
		}
	}
	return nil, nil
}

// tell reports that call gives up because of dead.
func tell(pass *analysis.Pass, s *ssabuild.SSA, call *ast.CallExpr, dead contexts.Dead) {
	arg, done := ctxtext.Names(s, call, dead)
	callee := ctxtext.Callee(call)
	var message string
	switch {
	case len(dead.Links) == 0:
		message = fmt.Sprintf("%s gives up at once: %s is already done here (%s); use context.WithTimeout(context.WithoutCancel(%s), ...)",
			callee, done, how(s, dead.Region, done), done)
	default:
		message = fmt.Sprintf("%s gives up at once: %s derives from %s, which is already done here (%s); derive it from context.WithoutCancel(%s)",
			callee, arg, done, how(s, dead.Region, done), done)
	}
	report.Report(pass, report.Finding{
		At:      call,
		Message: message,
		Steps:   ctxtext.Steps(s, call, dead, "%s is done from here on", done),
		Fixes:   detach(pass, s, call, dead),
	})
}

// how says by what the code knows that the context named ctx is done.
func how(s *ssabuild.SSA, region contexts.Region, ctx string) string {
	switch region.How {
	case contexts.Received:
		return "received from " + ctx + ".Done()"
	case contexts.HasErr:
		return ctx + " has an error"
	case contexts.Cancelled:
		if by := s.CallExpr(region.By); by != nil {
			return ctxtext.Callee(by) + " was called"
		}
	case contexts.AfterDone:
		return "context.AfterFunc runs this when it is"
	}
	return "it was cancelled"
}

// detach returns the fix: the argument, or the parent that it was derived from
// here, without the cancellation. Which time limit it then needs, the user
// knows.
func detach(pass *analysis.Pass, s *ssabuild.SSA, call *ast.CallExpr, dead contexts.Dead) []analysis.SuggestedFix {
	expr := ctxtext.Arg(call, dead.Index)
	isContext := dead.IsContext()
	for _, link := range dead.Links {
		if !link.After {
			break
		}
		if by := s.CallExpr(link.By); by != nil {
			expr, isContext = ctxtext.Arg(by, link.Index), true
		}
	}
	text := ctxtext.Spelling(expr)
	if text == "" || !isContext {
		return nil
	}
	pkg := ctxtext.PackageName(pass, "context", expr.Pos())
	if pkg == "" {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message: "Detach the context from the cancellation",
		TextEdits: []analysis.TextEdit{{
			Pos: expr.Pos(), End: expr.End(),
			NewText: []byte(pkg + ".WithoutCancel(" + text + ")"),
		}},
	}}
}
