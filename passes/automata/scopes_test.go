package automata

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// TestScopes prints what the scopes of a repository cost and why some are
// given up, a table for those who work on the passes:
//
//	ASYNCLINT_SCOPES=DIR go test ./passes/automata -run TestScopes -v
func TestScopes(t *testing.T) {
	dir := os.Getenv("ASYNCLINT_SCOPES")
	if dir == "" {
		t.Skip("set ASYNCLINT_SCOPES to the folder of a module to measure")
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: dir}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex // checker runs packages in parallel
	var spent []time.Duration
	most, scopes, reasons := 0, 0, make(map[string]int)
	table := &analysis.Analyzer{
		Name:     "table",
		Doc:      "count scopes",
		Requires: []*analysis.Analyzer{Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			graph := pass.ResultOf[Analyzer].(*Result).Calls
			r := &Result{Calls: graph, gaveUp: make(map[string]int)}
			if graph.SSA() == nil {
				return nil, nil
			}
			for _, fn := range graph.SSA().Funcs {
				for _, level := range levels(fn, pass.Pkg) {
					start, states := time.Now(), 0
					s, reason := reachedFrom(graph, fn, level)
					if reason == "" && s != nil {
						states, reason = r.run(s)
					}
					mu.Lock()
					scopes++
					spent = append(spent, time.Since(start))
					most = max(most, states)
					if reason != "" {
						reasons[reason]++
					}
					mu.Unlock()
				}
			}
			return nil, nil
		},
	}
	if _, err := checker.Analyze([]*analysis.Analyzer{table}, pkgs, &checker.Options{Sequential: true}); err != nil {
		t.Fatal(err)
	}
	if scopes == 0 {
		t.Fatal("no scopes")
	}
	slices.Sort(spent)
	var names []string
	for name := range reasons {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if reasons[a] != reasons[b] {
			return reasons[b] - reasons[a]
		}
		return strings.Compare(a, b)
	})
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	given := 0
	for _, name := range names {
		given += reasons[name]
		fmt.Fprintf(w, "\t%s\t%d\t%.1f %%\n", name, reasons[name], 100*float64(reasons[name])/float64(scopes))
	}
	w.Flush()
	at := func(q float64) time.Duration { return spent[int(q*float64(len(spent)-1))] }
	t.Logf("%d scopes, median %v, 90th percentile %v, longest %v, at most %d states\ngiven up: %d (%.1f %%)\n%s",
		scopes, at(0.5), at(0.9), at(1), most, given, 100*float64(given)/float64(scopes), b.String())
}
