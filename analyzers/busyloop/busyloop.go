package busyloop

import (
	"fmt"
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/ctxtext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/polls"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "busyloop",
	Doc:      "report loops that ask for something again and again and never wait",
	URL:      report.URL("busyloop"),
	Requires: chantext.Requires,
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	for _, fn := range w.SSA.Funcs {
		if ctxtext.InTest(pass.Fset, fn) {
			continue
		}
		for _, p := range polls.MustSpin(w.Classes.Calls, fn) {
			tell(w, p)
		}
	}
	return nil, nil
}

func tell(w *chantext.Writer, p polls.Poll) {
	switch asks := p.Asks.(type) {
	case *ssa.Select:
		stmt, ok := w.At(asks.Pos()).(*ast.SelectStmt)
		if !ok {
			return
		}
		report.Report(w.Pass, report.Finding{
			At:      report.Span{From: stmt.Select, To: stmt.Select + token.Pos(len("select"))},
			Message: "this loop asks again and again and never waits: it keeps a processor busy until a case is ready; drop the default case, or wait for a timer in it",
		})
	case *ssa.Call:
		call := w.SSA.CallExpr(asks)
		if call == nil {
			return
		}
		what := ctxtext.Callee(call)
		report.Report(w.Pass, report.Finding{
			At: call,
			Message: fmt.Sprintf("this loop asks %s again and again and never waits: it keeps a processor busy until the answer changes; wait for a channel, a sync.Cond or a timer",
				what),
		})
	}
}
