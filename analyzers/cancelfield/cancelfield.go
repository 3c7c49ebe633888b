package cancelfield

import (
	"fmt"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/owedtext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/obligations"
)

// Analyzer reports cancel functions that are kept in a field and never called.
var Analyzer = &analysis.Analyzer{
	Name:     "cancelfield",
	Doc:      "report cancel functions that are kept in a field and never called",
	URL:      report.URL("cancelfield"),
	Requires: owedtext.Requires,
	Run:      run,
}

// lost is what it costs.
const lost = "the context, its timer and whoever waits for it stay until its parent is done"

func run(pass *analysis.Pass) (any, error) {
	r := pass.ResultOf[obligations.Analyzer].(*obligations.Result)
	never := make(map[ssa.CallInstruction]bool)
	for _, k := range r.NeverReleased(ofContext) {
		for _, o := range k.Made {
			never[o.Site] = true
			tell(pass, r, k, o)
		}
	}
	owedtext.Each(pass, func(l *owedtext.Loss) {
		if l.Field == "" || l.Idle || !ofContext(l.Row.Name) || never[l.Site] {
			return
		}
		name := strings.TrimPrefix(l.Field, ".")
		report.Report(pass, report.Finding{
			At: l.At,
			Message: fmt.Sprintf("the object with the cancel function %s, of %s%s, is dropped %s: %s; call %s first",
				name, l.By(), l.Since(), l.When, lost, name),
			Steps: l.Steps("the context is made here", "another path cancels it here"),
		})
	})
	return nil, nil
}

func ofContext(row string) bool {
	return strings.HasPrefix(row, "context.With") || row == "os/signal.NotifyContext"
}

// tell reports a cancel function in a field that nothing calls.
func tell(pass *analysis.Pass, r *obligations.Result, k *obligations.Kept, o obligations.Obligation) {
	call := r.Calls.SSA().CallExpr(o.Site)
	if call == nil || owedtext.Brief(pass, o.Site.Parent()) {
		return
	}
	field := k.Owner.Obj().Name() + "." + k.Field.Name()
	todo := "call it where the " + k.Owner.Obj().Name() + " ends"
	var steps []report.Step
	if end := obligations.Ending(k.Owner); end != nil {
		todo = "call it in " + calls.ObjectName(end)
		steps = append(steps, report.StepAt(report.Span{From: end.Pos(), To: end.Pos() + token.Pos(len(end.Name()))}, "objects end here"))
	}
	what := "nothing calls the cancel function in " + field
	if k.After != nil {
		what = "the cancel function in " + field + " is called only when its context is done already"
		if at, ok := k.After.(ssa.CallInstruction); ok {
			if expr := r.Calls.SSA().CallExpr(at); expr != nil {
				steps = append([]report.Step{report.StepAt(expr, "it is called here")}, steps...)
			}
		}
	}
	report.Report(pass, report.Finding{
		At:      call,
		Message: fmt.Sprintf("%s: %s; %s", what, lost, todo),
		Steps:   steps,
	})
}
