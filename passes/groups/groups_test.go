package groups_test

import (
	"fmt"
	"strconv"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/groups"
)

// show reports what Find and Limits know of each call.
var show = &analysis.Analyzer{
	Name:     "show",
	Doc:      "show groups",
	Requires: []*analysis.Analyzer{effects.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		r := pass.ResultOf[effects.Analyzer].(*effects.Result)
		for _, fn := range r.Calls.SSA().Funcs {
			for _, l := range groups.Limits(fn) {
				text := "unknown"
				if l.Known {
					text = fmt.Sprintf("at least %d, known", l.Least)
				}
				if l.Const {
					text += ", constant"
				}
				pass.Reportf(l.Call.Pos(), "%s", text)
			}
		}
		for _, g := range groups.Find(r) {
			for _, t := range g.Tasks {
				count, body, tries := strconv.Itoa(t.Count), "unknown", ""
				if t.Count == groups.Many {
					count = "many"
				}
				if t.Body != nil {
					body = t.Body.Name()
					if t.Body.Parent() != nil {
						body = "literal"
					}
				}
				if !t.Waits {
					tries = ", tries"
				}
				pass.Reportf(t.Site.Pos(), "%s of %s, %d adds%s", count, body, len(t.Adds), tries)
			}
		}
		return nil, nil
	},
}

// TestGroups: how many tasks of a kind there may be, and what limits are sure.
func TestGroups(t *testing.T) {
	analysistest.Run(t, "../..", show, "./testdata/src/passes/groups")
}
