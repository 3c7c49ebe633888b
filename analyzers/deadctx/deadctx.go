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
	derives := len(dead.Links) > 0 || dead.Partly
	var why, instead string
	switch {
	case !derives && done != "":
		why = fmt.Sprintf("%s is already done here (%s)", done, how(s, dead.Region, done+"."))
		instead = fmt.Sprintf("use context.WithTimeout(context.WithoutCancel(%s), ...)", done)
	case done != "":
		why = fmt.Sprintf("%s derives from %s, which is already done here (%s)", arg, done, how(s, dead.Region, done+"."))
		instead = fmt.Sprintf("derive it from context.WithoutCancel(%s)", done)
	case derives:
		why = fmt.Sprintf("%s derives from a context that is already done here (%s)", arg, how(s, dead.Region, "its "))
		instead = "detach it with context.WithoutCancel"
	default:
		why = fmt.Sprintf("its context is already done here (%s)", how(s, dead.Region, "its "))
		instead = "detach it with context.WithoutCancel"
	}
	report.Report(pass, report.Finding{
		At:      call,
		Message: fmt.Sprintf("%s gives up at once: %s; %s", ctxtext.Callee(call), why, instead),
		Steps:   ctxtext.Steps(s, call, dead),
		Fixes:   detach(pass, s, call, dead),
	})
}

// how says by what the code knows that a context is done; of is what stands
// before its methods.
func how(s *ssabuild.SSA, region contexts.Region, of string) string {
	switch region.How {
	case contexts.Received:
		return "received from " + of + "Done()"
	case contexts.HasErr:
		return of + "Err() is not nil"
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
