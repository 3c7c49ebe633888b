package permitleak

import (
	"fmt"
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/permits"
)

// Analyzer reports returns that lose the permit of a semaphore.
var Analyzer = &analysis.Analyzer{
	Name:     "permitleak",
	Doc:      "report returns that lose the permit of a semaphore",
	URL:      report.URL("permitleak"),
	Requires: append([]*analysis.Analyzer{effects.Analyzer}, chantext.Requires...),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	p := permits.Open(pass.ResultOf[effects.Analyzer].(*effects.Result))
	if p == nil {
		return nil, nil
	}
	for _, fn := range w.SSA.Funcs {
		for _, leak := range p.MustLeak(fn) {
			tell(w, leak)
		}
	}
	return nil, nil
}

func tell(w *chantext.Writer, leak permits.Leak) {
	ret := w.SSA.ReturnStmt(leak.Return)
	taken, by := syntax(w, leak)
	if ret == nil || taken == nil {
		return
	}
	report.Report(w.Pass, report.Finding{
		At: report.Span{From: ret.Pos(), To: ret.Pos() + token.Pos(len("return"))},
		Message: fmt.Sprintf("this return loses the permit that %s (%s) took: once all permits are lost, everybody waits for one for ever; give it back here too, or with defer as soon as it is taken",
			by, w.Line(ret.Pos(), taken.Pos())),
		Steps: []report.Step{
			report.StepAt(taken, "the permit is taken here"),
			report.StepAt(report.Span{From: leak.Release.Pos(), To: leak.Release.Pos() + 1}, "it is given back here"),
		},
	})
}

// syntax returns where a permit is taken, and how the code spells that.
func syntax(w *chantext.Writer, leak permits.Leak) (at ast.Node, by string) {
	switch instr := leak.Acquire.(type) {
	case *ssa.Call:
		if call := w.SSA.CallExpr(instr); call != nil {
			return call, chantext.Spell(call.Fun)
		}
	case *ssa.Send:
		if send, ok := w.At(instr.Pos()).(*ast.SendStmt); ok {
			return send, chantext.Spell(send.Chan) + " <- …"
		}
	case *ssa.Select:
		for _, s := range instr.States {
			if send, ok := w.At(s.Pos).(*ast.SendStmt); ok && s.Chan == leak.On {
				return send, chantext.Spell(send.Chan) + " <- …"
			}
		}
	}
	return nil, ""
}
