package lockorder

import (
	"fmt"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers/internal/locktext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/locks"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "lockorder",
	Doc:      "report two locks that are taken in opposite orders",
	URL:      report.URL("lockorder"),
	Requires: []*analysis.Analyzer{locks.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w, held, _ := locktext.Open(pass)
	for _, c := range held.MayCycles() {
		tell(w, c)
	}
	return nil, nil
}

func tell(w locktext.Writer, c locks.Cycle) {
	call := w.SSA.CallAt(c.Mine.CallAt)
	if call == nil {
		return
	}
	a, b := locktext.Short(c.Mine.From), locktext.Short(c.Mine.To)
	does := b + " is locked here"
	if len(c.Mine.Via) > 0 {
		does = w.Callee(call) + " locks " + b
	}
	var holders []string
	for _, o := range c.Others {
		where := o.At.String()
		if o.Mine != nil {
			where = w.Line(call.Pos(), o.Mine.CallAt)
		}
		holders = append(holders, fmt.Sprintf("%s (%s) locks %s while it holds %s", o.Fn, where, locktext.Short(o.To), locktext.Short(o.From)))
	}
	many, next := "two", "other"
	if len(c.Others) > 1 {
		many, next = "three", "next"
	}
	steps := side(w, call, c.Mine)
	for _, o := range c.Others {
		steps = append(steps, other(w, call, o)...)
	}
	report.Report(w.Pass, report.Finding{
		At: call,
		Message: fmt.Sprintf("%s while %s is held, but %s: %s goroutines can have one each and wait for the %s for ever; lock them in one order",
			does, a, strings.Join(holders, ", and "), many, next),
		Steps: steps,
	})
}

// side tells how one goroutine comes to hold From and want To.
func side(w locktext.Writer, call analysis.Range, e locks.Edge) []report.Step {
	var steps []report.Step
	if from := w.SSA.CallAt(e.HeldAt); from != nil {
		steps = append(steps, report.StepAt(from, "one goroutine locks %s here", locktext.Short(e.From)))
	}
	return append(steps, w.Chain(call, e.Via, "locks "+locktext.Short(e.To)+" here")...)
}

// other tells the same of another goroutine.
func other(w locktext.Writer, call analysis.Range, o locks.Other) []report.Step {
	a, b := locktext.Short(o.From), locktext.Short(o.To)
	if o.Mine == nil {
		return []report.Step{report.StepAt(call, "another goroutine holds %s and locks %s in %s (%s)", a, b, o.Fn, o.At)}
	}
	var steps []report.Step
	if from := w.SSA.CallAt(o.Mine.HeldAt); from != nil {
		steps = append(steps, report.StepAt(from, "another goroutine locks %s here", a))
	}
	if at := w.SSA.CallAt(o.Mine.CallAt); at != nil {
		steps = append(steps, report.StepAt(at, "and then %s here", b))
		steps = append(steps, w.Chain(at, o.Mine.Via, "locks "+b+" here")...)
	}
	return steps
}
