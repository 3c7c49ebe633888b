package lockorder

import (
	"fmt"

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
	held := pass.ResultOf[locks.Analyzer].(*locks.Result)
	s := held.SSA()
	if s == nil {
		return nil, nil
	}
	w := locktext.Writer{Pass: pass, SSA: s}
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
	where := c.Other.At.String()
	if c.OtherMine != nil {
		where = w.Line(call.Pos(), c.OtherMine.CallAt)
	}
	report.Report(w.Pass, report.Finding{
		At: call,
		Message: fmt.Sprintf("%s while %s is held, but %s (%s) locks %s while it holds %s: two goroutines can have one each and wait for the other for ever; lock them in one order",
			does, a, c.Other.Fn, where, a, b),
		Steps: append(side(w, call, c.Mine), other(w, call, c)...),
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

// other tells the same of the other goroutine.
func other(w locktext.Writer, call analysis.Range, c locks.Cycle) []report.Step {
	a, b := locktext.Short(c.Other.From), locktext.Short(c.Other.To)
	if c.OtherMine == nil {
		return []report.Step{report.StepAt(call, "the other goroutine holds %s and locks %s in %s (%s)", a, b, c.Other.Fn, c.Other.At)}
	}
	var steps []report.Step
	if from := w.SSA.CallAt(c.OtherMine.HeldAt); from != nil {
		steps = append(steps, report.StepAt(from, "the other goroutine locks %s here", a))
	}
	if at := w.SSA.CallAt(c.OtherMine.CallAt); at != nil {
		steps = append(steps, report.StepAt(at, "and then %s here", b))
		steps = append(steps, w.Chain(at, c.OtherMine.Via, "locks "+b+" here")...)
	}
	return steps
}
