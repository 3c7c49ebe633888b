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
		what := "the ticker of " + l.By() + l.Since()
		if l.Field != "" {
			what = "the object with the ticker " + strings.TrimPrefix(l.Field, ".") + ", of " + l.By() + l.Since() + ","
		}
		report.Report(c.pass, report.Finding{
			At:      l.At,
			Message: fmt.Sprintf("%s is dropped %s: %s; stop it first", what, l.When, forever),
			Steps:   l.Steps("the ticker is made here", "another path stops it here"),
		})
	})
}
