package spawns_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/asynclint/asynclint/passes/spawns"
)

// lives reports the life of each goroutine where it is started, and by whom.
var lives = &analysis.Analyzer{
	Name:     "lives",
	Doc:      "tells the lives of goroutines",
	Requires: []*analysis.Analyzer{spawns.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		for _, site := range pass.ResultOf[spawns.Analyzer].(*spawns.Result).Sites() {
			loop := ""
			if site.Where.Loop {
				loop = " in a loop"
			}
			pass.Reportf(site.Site.Pos(), "%s%s: %s", site.Where.Start, loop, site.Life)
		}
		return nil, nil
	},
}

// TestLives: what ends each goroutine, and who starts it.
func TestLives(t *testing.T) {
	analysistest.Run(t, "../..", lives, "./testdata/src/passes/spawns")
}

// TestOwners: which objects own goroutines.
func TestOwners(t *testing.T) {
	analysistest.Run(t, "../..", spawns.Analyzer, "./testdata/src/passes/owners")
}
