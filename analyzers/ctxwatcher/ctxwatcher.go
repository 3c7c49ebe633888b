package ctxwatcher

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/ctxtext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/spawns"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "ctxwatcher",
	Doc:      "report goroutines that wait for a context when what they watch is over",
	URL:      report.URL("ctxwatcher"),
	Requires: append(slices.Clone(chantext.Requires), spawns.Analyzer),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	if !ctxtext.Imports(pass.Pkg, "context") {
		return nil, nil
	}
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	for _, watcher := range pass.ResultOf[spawns.Analyzer].(*spawns.Result).MayOutlast() {
		speak(w, watcher)
	}
	return nil, nil
}

// speak words a finding.
func speak(w *chantext.Writer, watcher spawns.Watcher) {
	at, ok := watcher.Site.Site.(*ssa.Go)
	if !ok {
		return
	}
	ctx, recv := context(w, watcher.Wait)
	if recv == nil {
		return
	}
	f := report.Finding{
		At:    report.Span{From: at.Pos(), To: at.Pos() + token.Pos(len("go"))},
		Steps: []report.Step{report.StepAt(recv, "it waits here")},
	}
	if watcher.Over != nil {
		over := w.SSA.CallExpr(watcher.Over)
		if over == nil {
			return
		}
		f.Steps = append(f.Steps, report.StepAt(over, "this ends what it watches"))
		f.Message = fmt.Sprintf("this goroutine waits only for %[1]s: one more stays behind after each call, until %[1]s ends, since %[2]s does not end it; use context.AfterFunc, and stop it",
			ctx, chantext.Spell(over))
		f.Fixes = afterFunc(w, at, recv)
	} else {
		f.Steps = append(f.Steps, report.StepAt(report.Span{From: watcher.Asks, To: watcher.Asks + 1}, "here it finds that there is nothing left to do"))
		f.Message = fmt.Sprintf("this goroutine waits only for %[1]s: if there is nothing left to do (%[2]s) it stays all the same, one for each call, until %[1]s ends; use context.AfterFunc, and stop it",
			ctx, w.Line(at.Pos(), watcher.Asks))
	}
	report.Report(w.Pass, f)
}

// context spells the context that a goroutine waits for, and returns the
// receive.
func context(w *chantext.Writer, wait ssa.Instruction) (string, *ast.UnaryExpr) {
	pos := wait.Pos()
	if sel, ok := wait.(*ssa.Select); ok {
		for _, s := range sel.States {
			if effects.DoneOf(s.Chan) != nil {
				pos = s.Pos
				break
			}
		}
	}
	recv, ok := w.At(pos).(*ast.UnaryExpr)
	if !ok {
		return "", nil
	}
	if call, ok := ast.Unparen(recv.X).(*ast.CallExpr); ok {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			return chantext.Spell(sel.X), recv
		}
	}
	return "its context", recv
}
