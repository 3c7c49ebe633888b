// Package suite adds the checks of asynclint to those of vet, from which gopls
// has its own when its packages are initialised, which is after this one.
package suite

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/suite/vet"

	"github.com/asynclint/asynclint/analyzers"
)

func init() {
	for _, c := range analyzers.Suite() {
		vet.Suite = append(vet.Suite, named(c.Analyzer))
	}
}

// named says in each message which check it is from, for `gopls check` does not.
func named(a *analysis.Analyzer) *analysis.Analyzer {
	out := *a
	out.Run = func(pass *analysis.Pass) (any, error) {
		p := *pass
		p.Report = func(d analysis.Diagnostic) {
			d.Message = a.Name + ": " + d.Message
			pass.Report(d)
		}
		return a.Run(&p)
	}
	return &out
}
