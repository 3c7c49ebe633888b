package spawnjoin

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/analyzers/internal/spawntext"
	"github.com/asynclint/asynclint/passes/fanouts"
	"github.com/asynclint/asynclint/passes/spawns"
)

// Analyzer reports loops that start a goroutine in each round, whatever that does.
var Analyzer = &analysis.Analyzer{
	Name:     "spawnjoin",
	Doc:      "report loops that start a goroutine for each element, whatever it costs",
	URL:      report.URL("spawnjoin"),
	Requires: append([]*analysis.Analyzer{spawns.Analyzer}, chantext.Requires...),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	for _, f := range fanouts.MayGrow(pass.ResultOf[spawns.Analyzer].(*spawns.Result)) {
		if f.Over == nil || f.Serves || f.Inside != nil || f.Work.Known() {
			continue // the last two are for spawnbound
		}
		each, more := spawntext.Element(f, chantext.Spell)
		report.Report(pass, report.Finding{
			At:      spawntext.Span(f.Site),
			Message: fmt.Sprintf("a goroutine for %s, without a limit: %s, and no more than GOMAXPROCS of them run; errgroup.SetLimit keeps the others from being started", each, more),
			Steps:   []report.Step{report.StepAt(f.Over, "the loop goes over this")},
		})
	}
	return nil, nil
}
