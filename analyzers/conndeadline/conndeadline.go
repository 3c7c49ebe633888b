package conndeadline

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers/internal/owedtext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/conns"
)

// Analyzer reports goroutines that read from a connection and that nobody can end.
var Analyzer = &analysis.Analyzer{
	Name:     "conndeadline",
	Doc:      "report goroutines that read from a connection without a deadline, and that nobody can end",
	URL:      report.URL("conndeadline"),
	Requires: []*analysis.Analyzer{calls.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	importsNet := false
	for _, p := range pass.Pkg.Imports() {
		importsNet = importsNet || p.Path() == "net"
	}
	g := pass.ResultOf[calls.Analyzer].(*calls.Graph)
	if !importsNet || g.SSA() == nil {
		return nil, nil
	}
	for _, fn := range g.SSA().Funcs {
		if owedtext.Brief(pass, fn) {
			continue
		}
		for _, e := range conns.MayReadForever(g, fn) {
			read, made, spawn := g.SSA().CallExpr(e.Read), g.SSA().CallExpr(e.Made), g.SSA().CallExpr(e.Spawn)
			if read == nil || made == nil || spawn == nil {
				continue
			}
			at := pass.Fset.Position
			report.Report(pass, report.Finding{
				At: read,
				Message: fmt.Sprintf("this goroutine (L%d) reads from the connection of %s (L%d) without a deadline, and nobody else can close it: a peer that stays silent keeps the goroutine for ever; set a read deadline first, or keep the connection where Close or the end of a context closes it",
					at(spawn.Pos()).Line, owedtext.Spell(made), at(made.Pos()).Line),
				Steps: []report.Step{
					report.StepAt(spawn, "the goroutine is started here"),
					report.StepAt(made, "the connection is made here"),
				},
			})
		}
	}
	return nil, nil
}
