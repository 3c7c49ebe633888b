package sendnodone

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/printer"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/classes"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "sendnodone",
	Doc:      "report sends that ignore the cancellation that their loop listens to",
	URL:      report.URL("sendnodone"),
	Requires: chantext.Requires,
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	for _, d := range w.Classes.MayBeDeaf() {
		if !w.InTest(d.Op.Instr.Pos()) {
			speak(w, d)
		}
	}
	return nil, nil
}

// speak words a finding.
func speak(w *chantext.Writer, d classes.Deaf) {
	send, ok := w.Node(d.Op).(*ast.SendStmt)
	if !ok {
		return
	}
	wait := listens(w, d.Control)
	f := report.Finding{At: send, Fixes: fix(w, d, send)}
	gone := "once the receiver is gone"
	if len(d.Peers) > 0 {
		peer := d.Peers[0]
		at := w.Node(peer.Op)
		if at == nil {
			return
		}
		gone = fmt.Sprintf("once its receiver (%s) has ended", w.Line(send.Pos(), at.Pos()))
		for _, p := range d.Peers {
			f.Steps = w.Step(f.Steps, p.Op, "receives here")
			if by := w.At(pos(p.By)); by != nil && p.By.Instr != nil {
				f.Steps = append(f.Steps, report.StepAt(by, "and ends here"))
			} else if p.Exit != nil && p.Exit.Pos().IsValid() {
				f.Steps = append(f.Steps, report.StepAt(report.Span{From: p.Exit.Pos(), To: p.Exit.Pos() + 1}, "and may end here, without receiving the rest"))
			}
		}
	}
	loop := "a loop that ends"
	if d.Call != nil {
		loop = "a call from a loop that ends"
		if call := w.SSA.CallExpr(d.Call); call != nil {
			f.Steps = append([]report.Step{report.StepAt(call, "called here, in the loop")}, f.Steps...)
		}
	}
	if at := w.At(pos(d.Control)); at != nil {
		f.Steps = append(f.Steps, report.StepAt(at, "the loop listens here"))
	}
	f.Steps = f.Steps[:min(len(f.Steps), report.MaxSteps)]
	f.Message = fmt.Sprintf("send on %s in %s with %s: %s this goroutine is stuck and does not listen; send in a select with %s",
		w.Chan(d.Op), loop, wait, gone, wait)
	report.Report(w.Pass, f)
}

// pos is where a control listens.
func pos(c classes.Control) token.Pos {
	if s, ok := c.Instr.(*ssa.Select); ok {
		return s.States[c.Case].Pos
	}
	return token.NoPos
}

// listens spells what a loop listens to.
func listens(w *chantext.Writer, c classes.Control) string {
	if e, ok := w.At(pos(c)).(ast.Expr); ok {
		return chantext.Spell(e)
	}
	if call, ok := c.Instr.(*ssa.Call); ok {
		if expr := w.SSA.CallExpr(call); expr != nil {
			if sel, ok := expr.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Err" {
				return "<-" + chantext.Spell(sel.X) + ".Done()"
			}
		}
	}
	return "its context"
}

// fix puts the send into a select with what the loop listens to, if the loop
// does no more than return then, and all that is named there means the same at
// the send.
func fix(w *chantext.Writer, d classes.Deaf, send *ast.SendStmt) []analysis.SuggestedFix {
	recv, ok := w.At(pos(d.Control)).(*ast.UnaryExpr)
	if !ok || d.Call != nil || !w.SSA.InBlock(send) {
		return nil
	}
	clause := clauseOf(w, recv)
	if clause == nil || len(clause.Body) != 1 {
		return nil
	}
	ret, ok := clause.Body[0].(*ast.ReturnStmt)
	if !ok || !sameNames(w, ret, send.Pos()) || !sameNames(w, recv, send.Pos()) {
		return nil
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, ":\ncase ")
	for i, n := range []ast.Node{recv, ret} {
		if err := printer.Fprint(&text, w.Pass.Fset, n); err != nil {
			return nil
		}
		text.WriteString([]string{":\n\t", "\n}"}[i])
	}
	return []analysis.SuggestedFix{{
		Message: "Send in a select with " + chantext.Spell(recv),
		TextEdits: []analysis.TextEdit{
			{Pos: send.Pos(), End: send.Pos(), NewText: []byte("select {\ncase ")},
			{Pos: send.End(), End: send.End(), NewText: text.Bytes()},
		},
	}}
}

// clauseOf is the case of a select that an expression receives for.
func clauseOf(w *chantext.Writer, recv ast.Expr) *ast.CommClause {
	in := w.Pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for cur := range in.Root().Preorder((*ast.CommClause)(nil)) {
		c := cur.Node().(*ast.CommClause)
		if c.Comm != nil && c.Comm.Pos() <= recv.Pos() && recv.End() <= c.Comm.End() {
			return c
		}
	}
	return nil
}

// sameNames reports whether the names in a piece of code mean at a position
// what they mean where they are.
func sameNames(w *chantext.Writer, code ast.Node, at token.Pos) bool {
	scope := w.Pass.Pkg.Scope().Innermost(at)
	same := scope != nil
	ast.Inspect(code, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			same = same && sameNames(w, n.X, at)
			return false
		case *ast.FuncLit, *ast.CompositeLit:
			same = false // too long, and has names of its own
		case *ast.Ident:
			obj := w.Pass.TypesInfo.Uses[n]
			if obj == nil || !same {
				break
			}
			_, found := scope.LookupParent(n.Name, at)
			same = found == obj || types.Universe.Lookup(n.Name) == obj
		}
		return same
	})
	return same
}
