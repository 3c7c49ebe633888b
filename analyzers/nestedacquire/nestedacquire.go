package nestedacquire

import (
	"fmt"
	"go/ast"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/obligations"
	"github.com/asynclint/asynclint/passes/permits"
)

// Analyzer reports functions that take a second one of a pool while they hold one.
var Analyzer = &analysis.Analyzer{
	Name:     "nestedacquire",
	Doc:      "report who takes a second connection or permit while holding one",
	URL:      report.URL("nestedacquire"),
	Requires: append([]*analysis.Analyzer{effects.Analyzer, obligations.Analyzer}, chantext.Requires...),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	n := permits.OpenNesting(pass.ResultOf[effects.Analyzer].(*effects.Result), pass.ResultOf[obligations.Analyzer].(*obligations.Result))
	for _, fn := range w.SSA.Funcs {
		for _, found := range n.MayStarve(fn) {
			tell(w, found)
		}
	}
	return nil, nil
}

func tell(w *chantext.Writer, n permits.Nested) {
	first, by := syntax(w, n.First)
	second, again := syntax(w, n.Second)
	if first == nil || second == nil {
		return
	}
	line := w.Line(second.Pos(), first.Pos())
	var message string
	switch {
	case strings.Contains(n.Holds, ".Query"):
		message = fmt.Sprintf("%s takes another connection while the rows of %s (%s) hold one: with SetMaxOpenConns, all who do this may wait for each other for ever; read the rows first, or do both in one transaction", again, by, line)
	case strings.Contains(n.Holds, ".Begin"):
		message = fmt.Sprintf("%s takes another connection while the transaction of %s (%s) holds one, and is no part of it: with SetMaxOpenConns, all who do this may wait for each other for ever; use the transaction", again, by, line)
	case n.Holds != "":
		message = fmt.Sprintf("%s takes another connection while that of %s (%s) is held: with SetMaxOpenConns, all who do this may wait for each other for ever; use the one that is there", again, by, line)
	default:
		message = fmt.Sprintf("%s takes a second permit while that of %s (%s) is held: when all permits are first ones, everybody waits for a second one for ever; give it back before, or take both at once", again, by, line)
	}
	steps := []report.Step{report.StepAt(first, "the first one is taken here")}
	if n.Inside != nil {
		if inside, name := syntax(w, n.Inside); inside != nil {
			steps = append(steps, report.StepAt(inside, "%s takes the second one", name))
		}
	}
	report.Report(w.Pass, report.Finding{At: second, Message: message, Steps: steps})
}

// syntax returns a call or send, and how the code spells it.
func syntax(w *chantext.Writer, instr ssa.Instruction) (at ast.Node, by string) {
	switch instr := instr.(type) {
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
			if send, ok := w.At(s.Pos).(*ast.SendStmt); ok {
				return send, chantext.Spell(send.Chan) + " <- …"
			}
		}
	}
	return nil, ""
}
