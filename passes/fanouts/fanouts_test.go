package fanouts_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/asynclint/asynclint/passes/fanouts"
	"github.com/asynclint/asynclint/passes/spawns"
)

// show reports what is known of each fan-out.
var show = &analysis.Analyzer{
	Name:     "show",
	Doc:      "show fan-outs",
	Requires: []*analysis.Analyzer{spawns.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		for _, f := range fanouts.MayGrow(pass.ResultOf[spawns.Analyzer].(*spawns.Result)) {
			text := f.Source.String()
			if f.Work.What != "" {
				text += ", waits in " + f.Work.What
			}
			if f.Work.Asks != nil {
				text += ", takes a context"
			}
			if f.Inside != nil {
				text += ", permit inside"
			}
			if f.Over == nil {
				text += ", over nothing"
			}
			pass.Reportf(f.Site.Site.Pos(), "%s", text)
		}
		return nil, nil
	},
}

// TestFanouts: where the rounds come from, and what each costs.
func TestFanouts(t *testing.T) {
	analysistest.Run(t, "../..", show, "./testdata/src/passes/fanouts")
}
