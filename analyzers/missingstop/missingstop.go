package missingstop

import (
	"fmt"
	"go/ast"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/spawns"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "missingstop",
	Doc:      "report objects that own a goroutine and are left behind without being stopped",
	URL:      report.URL("missingstop"),
	Requires: []*analysis.Analyzer{spawns.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	all := pass.ResultOf[spawns.Analyzer].(*spawns.Result)
	s := all.Effects.Calls.SSA()
	if s == nil {
		return nil, nil
	}
	for _, fn := range s.Funcs {
		for _, a := range all.MustAbandon(fn) {
			if call := s.CallExpr(a.Start); call != nil {
				tell(pass, s, a, call)
			}
		}
	}
	return nil, nil
}

func tell(pass *analysis.Pass, s *ssabuild.SSA, a spawns.Abandoned, call *ast.CallExpr) {
	name := calls.CalleeName(a.Start.Common())
	stop := "(*" + a.Type.Pkg().Name() + "." + a.Type.Name() + ")." + stopOf(a)
	f := report.Finding{
		At: call,
		Message: fmt.Sprintf("%s starts a goroutine (%s) that ends only by %s, which is not called here, and nobody else has the object; defer the call",
			name, a.Starter.At, stop),
	}
	if a.Return == nil {
		report.Report(pass, f)
		return
	}
	way := "the end of the function"
	if stmt := s.ReturnStmt(a.Return); stmt != nil {
		f.At, way = stmt, "this return"
	}
	started, todo := fmt.Sprintf("that %s started (%s)", name, a.Starter.At), "defer the call where it was started"
	f.Steps = []report.Step{report.StepAt(call, "%s starts the goroutine here", name)}
	if _, ok := a.Start.(*ssa.Go); ok {
		started = fmt.Sprintf("started at L%d", a.Starter.At.Line)
		f.Steps = []report.Step{report.StepAt(report.Span{From: a.Start.Pos(), To: a.Start.Pos() + 2}, "the goroutine is started here")}
	}
	if a.Handed {
		todo = "call it here, since nobody else can"
	}
	f.Message = fmt.Sprintf("%s does not call %s: the goroutine %s never ends; %s", way, stop, started, todo)
	report.Report(pass, f)
}

// stopOf is the method to recommend: an exported one, by the common names
// first.
func stopOf(a spawns.Abandoned) string {
	for _, name := range []string{"Close", "Stop", "Shutdown", "Cancel"} {
		for _, stop := range a.Stops {
			if stop == name {
				return stop
			}
		}
	}
	for _, stop := range a.Stops {
		if ast.IsExported(stop) {
			return stop
		}
	}
	return strings.Join(a.Stops[:1], "")
}
