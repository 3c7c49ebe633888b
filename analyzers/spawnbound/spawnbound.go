package spawnbound

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/analyzers/internal/spawntext"
	"github.com/asynclint/asynclint/passes/fanouts"
	"github.com/asynclint/asynclint/passes/spawns"
)

// Analyzer reports loops that start as many goroutines as there is input.
var Analyzer = &analysis.Analyzer{
	Name:     "spawnbound",
	Doc:      "report loops that start as many goroutines as there is input",
	URL:      report.URL("spawnbound"),
	Requires: append([]*analysis.Analyzer{spawns.Analyzer}, chantext.Requires...),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	for _, f := range fanouts.MayGrow(pass.ResultOf[spawns.Analyzer].(*spawns.Result)) {
		if f.Over != nil && (f.Inside != nil || f.Work.Known()) {
			tell(w, f)
		}
	}
	return nil, nil
}

func tell(w *chantext.Writer, f fanouts.Fanout) {
	at := spawntext.Span(f.Site)
	each, more := spawntext.Element(f, chantext.Spell)
	var steps []report.Step
	why := ""
	if f.Inside != nil {
		pos := f.Inside.Pos()
		why = fmt.Sprintf("each takes its permit (%s) only after it has been started: the work is bounded, the goroutines are not; take the permit before the goroutine is started", w.Line(at.Pos(), pos))
		steps = append(steps, report.StepAt(report.Span{From: pos, To: pos + 1}, "the permit is taken here"))
	} else {
		why = fmt.Sprintf("%s, and %s; limit them with errgroup.SetLimit, or a semaphore that is taken before the goroutine is started", more, costs(w, f.Work))
	}
	steps = append(steps, report.StepAt(f.Over, "the loop goes over this"))
	report.Report(w.Pass, report.Finding{
		At:      at,
		Message: fmt.Sprintf("a goroutine for %s, without a limit: %s", each, why),
		Steps:   steps,
	})
}

// costs says why many of them are too many.
func costs(w *chantext.Writer, work fanouts.Work) string {
	if work.What != "" {
		return "each waits in " + work.What
	}
	switch {
	case work.Again != nil:
		return "each does the same once more, so that they multiply"
	case work.Given != nil:
		return "each calls " + name(w, work.Given, "a function") + ", which may wait: the group has a context to stop it"
	}
	if call := w.SSA.CallAt(work.Asks.Pos()); call != nil {
		if _, isLit := ast.Unparen(call.Fun).(*ast.FuncLit); !isLit {
			return "each calls " + chantext.Spell(call.Fun) + ", which takes a context and so may wait"
		}
	}
	return "each takes a context and so may wait"
}

// name spells the function that is called.
func name(w *chantext.Writer, c *ssa.CallCommon, unknown string) string {
	if call := w.SSA.CallAt(c.Pos()); call != nil {
		return chantext.Spell(call.Fun)
	}
	return unknown
}
