package lostsignal

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/classes"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "lostsignal",
	Doc:      "report signals that are dropped unless a receiver is already waiting",
	URL:      report.URL("lostsignal"),
	Requires: chantext.Requires,
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	for _, s := range w.Classes.MayLoseSignals() {
		if dropped(w, s) {
			speak(w, s)
		}
	}
	return nil, nil
}

// dropped reports whether nothing happens when nobody receives. A default that
// does something is a decision: it starts a worker, counts, or sends later. So
// is one that is explained by a comment.
func dropped(w *chantext.Writer, s classes.Dropped) bool {
	sel, ok := w.At(s.Send.Select().Pos()).(*ast.SelectStmt)
	if !ok {
		return false
	}
	for _, clause := range sel.Body.List {
		if c, ok := clause.(*ast.CommClause); ok && c.Comm == nil {
			return len(c.Body) == 0 && !explained(w, c, sel)
		}
	}
	return false
}

// explained reports whether a comment stands in a clause.
func explained(w *chantext.Writer, c *ast.CommClause, sel *ast.SelectStmt) bool {
	end := sel.Body.Rbrace
	for _, other := range sel.Body.List {
		if other.Pos() > c.Pos() {
			end = other.Pos()
			break
		}
	}
	for _, file := range w.Pass.Files {
		if file.FileStart > c.Pos() || c.Pos() >= file.FileEnd {
			continue
		}
		for _, group := range file.Comments {
			if c.Pos() <= group.Pos() && group.Pos() < end {
				return true
			}
		}
	}
	return false
}

// speak words a finding.
func speak(w *chantext.Writer, s classes.Dropped) {
	send, ok := w.Node(s.Send).(*ast.SendStmt)
	if !ok {
		return
	}
	ch, c := w.Chan(s.Send), s.Send.Class
	elem := types.TypeString(c.Elem, types.RelativeTo(w.Pass.Pkg))
	f := report.Finding{At: send, Fixes: room(w, c)}
	f.Message = fmt.Sprintf("non-blocking send on unbuffered %s: the signal is dropped unless a receiver is waiting at that moment; make(chan %s, 1) keeps it", ch, elem)
	text := "a signal that is sent before this is lost"
	if s.Never {
		f.Message = fmt.Sprintf("non-blocking send on unbuffered %s, and no receive waits for it either: the two never meet; make(chan %s, 1) keeps the signal", ch, elem)
		text = "this does not wait for a signal"
	}
	for _, op := range s.Away {
		f.Steps = w.Step(f.Steps, op, text)
	}
	f.Steps = w.Made(f.Steps, c)
	report.Report(w.Pass, f)
}

// room returns the fix that gives every channel of a class room for one signal;
// none if a channel is made in another way than by make(chan T).
func room(w *chantext.Writer, c *classes.Class) []analysis.SuggestedFix {
	fix := analysis.SuggestedFix{Message: "Give the channel room for one signal"}
	for _, m := range c.Makes {
		call := w.SSA.CallAt(m.Instr.Pos())
		if call == nil || len(call.Args) == 0 || len(call.Args) > 2 {
			return nil
		}
		at := report.Span{From: call.Args[0].End(), To: call.Rparen}
		fix.TextEdits = append(fix.TextEdits, analysis.TextEdit{Pos: at.From, End: at.To, NewText: []byte(", 1")})
	}
	return []analysis.SuggestedFix{fix}
}
