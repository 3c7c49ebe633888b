package handlerwait

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/ctxtext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/unheard"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "handlerwait",
	Doc:      "report sends and receives that go on when the context of their function has ended",
	URL:      report.URL("handlerwait"),
	Requires: append(slices.Clone(chantext.Requires), unheard.Analyzer),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	r := pass.ResultOf[unheard.Analyzer].(*unheard.Result)
	for _, h := range r.MayOutwait() {
		if !ctxtext.InTest(pass.Fset, h.Send.Func()) {
			tellSend(w, h)
		}
	}
	for _, u := range r.MayWaitUnheard() {
		if !ctxtext.InTest(pass.Fset, u.Recv.Func()) {
			tellRecv(w, u)
		}
	}
	return nil, nil
}

// tellSend words a send whose receiver may leave with the context.
func tellSend(w *chantext.Writer, h unheard.Handed) {
	send, ok := w.Node(h.Send).(*ast.SendStmt)
	if !ok {
		return
	}
	ch, ctx := chantext.Spell(send.Chan), h.Ctx.Name
	f := report.Finding{At: send}
	who := fmt.Sprintf("the caller gets %s and", ch)
	switch to := h.To.(type) {
	case *ssa.Call:
		call := w.SSA.CallExpr(to)
		if call == nil {
			return
		}
		who = ctxtext.Callee(call) + ", which receives,"
		f.Steps = append(f.Steps, report.StepAt(call, "gets the channel, and the context"))
	case *ssa.Return:
		if ret := w.SSA.ReturnStmt(to); ret != nil {
			f.Steps = append(f.Steps, report.StepAt(ret, "hands the channel to the caller"))
		}
	}
	f.Message = fmt.Sprintf("%[1]s <- … does not listen to %[2]s: %[3]s may stop receiving when %[2]s ends, and then this goroutine stays; send in a select with <-%[2]s.Done()",
		ch, ctx, who)
	f.Fixes = fix(w, h, send)
	report.Report(w.Pass, f)
}

// fix puts the send into a select that returns when the context is done. There
// is none where a return skips something that others wait for, or has to return
// something.
func fix(w *chantext.Writer, h unheard.Handed, send *ast.SendStmt) []analysis.SuggestedFix {
	_, ours := w.Pass.Pkg.Scope().Innermost(send.Pos()).LookupParent(h.Ctx.Var.Name(), send.Pos())
	if ours != types.Object(h.Ctx.Var) || !w.SSA.InBlock(send) || h.Send.Func().Signature.Results().Len() > 0 ||
		calls.MaySkipRelease(h.Send.Instr) {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message: "Send in a select with <-" + h.Ctx.Name + ".Done()",
		TextEdits: []analysis.TextEdit{
			{Pos: send.Pos(), End: send.Pos(), NewText: []byte("select {\ncase ")},
			{Pos: send.End(), End: send.End(), NewText: []byte(":\ncase <-" + h.Ctx.Name + ".Done():\n\treturn\n}")},
		},
	}}
}

// tellRecv words a receive of what others have to do.
func tellRecv(w *chantext.Writer, u unheard.Unheard) {
	recv, ok := w.Node(u.Recv).(*ast.UnaryExpr)
	if !ok {
		return
	}
	other := w.Node(u.Others[0])
	if other == nil {
		return
	}
	name, listen := u.Ctx.Name, "<-"+u.Ctx.Name+".Done()"
	f := report.Finding{At: recv}
	if u.Stop != nil {
		stop, ok := w.At(u.Stop.Select.States[u.Stop.Case].Pos).(*ast.UnaryExpr)
		if !ok {
			return
		}
		listen = "<-" + chantext.Spell(stop.X)
		name = listen
		f.Steps = append(f.Steps, report.StepAt(stop, "the loop listens here"))
	}
	f.Message = fmt.Sprintf("<-%s does not listen to %s: it waits for what another call has to do (%s), however long that takes; select on %s as well",
		chantext.Spell(recv.X), name, w.Line(recv.Pos(), other.Pos()), listen)
	for _, op := range u.Others {
		f.Steps = w.Step(f.Steps, op, "it waits for this")
	}
	report.Report(w.Pass, f)
}
