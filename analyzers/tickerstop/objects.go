package tickerstop

import (
	"fmt"
	"go/token"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/owedtext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/obligations"
)

func isTicker(row string) bool { return row == "time.NewTicker" }

// fields reports tickers that objects keep and do not stop, not even where they
// end.
func (c *check) fields() {
	r := c.pass.ResultOf[obligations.Analyzer].(*obligations.Result)
	for _, k := range r.NeverReleased(isTicker) {
		end := obligations.Ending(k.Owner)
		if end == nil {
			continue // as long as the object is, as far as is known
		}
		for _, o := range k.Made {
			c.report(o.Site.(*ssa.Call), finding{
				message: fmt.Sprintf("nothing stops the ticker in %s.%s, not even %s: %s; call its Stop there",
					k.Owner.Obj().Name(), k.Field.Name(), calls.ObjectName(end), forever),
				steps: []report.Step{report.StepAt(report.Span{From: end.Pos(), To: end.Pos() + token.Pos(len(end.Name()))}, "objects end here")},
			})
		}
	}
}

// objects reports tickers that are lost with an object that was made here, and
// those that a goroutine was given and loses.
func (c *check) objects() {
	owedtext.Each(c.pass, func(l *owedtext.Loss) {
		call, ok := l.Site.(*ssa.Call)
		if !ok || !isTicker(l.Row.Name) || c.reported[call] || !c.old(call.Pos()) || l.Field == "" && !l.Elsewhere() {
			return
		}
		if l.Elsewhere() {
			// As with the others of this check, the making is what to look at.
			c.report(call, finding{
				message: fmt.Sprintf("the ticker is given to a goroutine that ends without a Stop of it (L%d): %s; defer its Stop there, first of all",
					c.pass.Fset.Position(l.At.Pos()).Line, forever),
				steps: []report.Step{report.StepAt(l.At, "the goroutine ends here")},
			})
			return
		}
		report.Report(c.pass, report.Finding{
			At: l.At,
			Message: fmt.Sprintf("the object with the ticker %s, of %s%s, is dropped %s: %s; stop it first",
				strings.TrimPrefix(l.Field, "."), l.By(), l.Since(), l.When, forever),
			Steps: l.Steps("the ticker is made here", "another path stops it here"),
		})
	})
}
