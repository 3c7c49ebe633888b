package passes_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/asynclint/asynclint/passes/automata"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/classes"
	"github.com/asynclint/asynclint/passes/contexts"
	"github.com/asynclint/asynclint/passes/directives"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/given"
	"github.com/asynclint/asynclint/passes/locks"
	"github.com/asynclint/asynclint/passes/obligations"
	"github.com/asynclint/asynclint/passes/requests"
	"github.com/asynclint/asynclint/passes/spawns"
	"github.com/asynclint/asynclint/passes/ssabuild"
	"github.com/asynclint/asynclint/passes/unheard"
	"github.com/asynclint/asynclint/passes/waits"
)

// all is every pass, by the folder it is in.
var all = map[string]*analysis.Analyzer{
	"automata":    automata.Analyzer,
	"calls":       calls.Analyzer,
	"classes":     classes.Analyzer,
	"contexts":    contexts.Analyzer,
	"directives":  directives.Analyzer,
	"effects":     effects.Analyzer,
	"given":       given.Analyzer,
	"locks":       locks.Analyzer,
	"obligations": obligations.Analyzer,
	"requests":    requests.Analyzer,
	"spawns":      spawns.Analyzer,
	"ssabuild":    ssabuild.Analyzer,
	"unheard":     unheard.Analyzer,
	"waits":       waits.Analyzer,
}

// TestAllPasses: no pass is missing from the list above.
func TestAllPasses(t *testing.T) {
	files, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Base(filepath.Dir(file))
		if strings.Contains(string(src), "\nvar Analyzer = &analysis.Analyzer{") && all[dir] == nil {
			t.Errorf("pass %s is missing from this test", dir)
		}
	}
}

// TestPassesNeverReport runs every pass, over code that has much to report,
// with a Report that panics. A pass has a result, facts if it likes, and no
// flags, but for the one of effects by which a project says what functions do.
func TestPassesNeverReport(t *testing.T) {
	var passes []*analysis.Analyzer
	for name, a := range all {
		passes = append(passes, a)
		if a.ResultType == nil {
			t.Errorf("pass %s has no ResultType", name)
		}
		if n := countFlags(a); n > 0 && !(name == "effects" && n == 1) {
			t.Errorf("pass %s has flags", name)
		}
		run := a.Run
		a.Run = func(pass *analysis.Pass) (any, error) {
			pass.Report = func(d analysis.Diagnostic) {
				panic(fmt.Sprintf("pass %s reports %q", name, d.Message))
			}
			return run(pass)
		}
		t.Cleanup(func() { a.Run = run })
	}
	slices.SortFunc(passes, func(a, b *analysis.Analyzer) int { return strings.Compare(a.Name, b.Name) })
	if err := analysis.Validate(passes); err != nil {
		t.Fatal(err)
	}

	config := &packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: ".."}
	pkgs, err := packages.Load(config, sample(t)...)
	if err != nil {
		t.Fatal(err)
	}
	pkgs = slices.DeleteFunc(pkgs, func(p *packages.Package) bool {
		return p.IllTyped // the test of its check says so
	})
	// SanityCheck also sends every fact through its encoding and back.
	graph, err := checker.Analyze(passes, pkgs, &checker.Options{SanityCheck: true})
	if err != nil {
		t.Fatal(err)
	}
	for act := range graph.All() {
		if act.Err != nil && act.IsRoot {
			t.Errorf("%v: %v", act, act.Err)
		}
	}
}

func countFlags(a *analysis.Analyzer) int {
	n := 0
	a.Flags.VisitAll(func(*flag.Flag) { n++ })
	return n
}

// sample is the bad half of every pair, and a package of ours.
func sample(t *testing.T) []string {
	dirs, err := filepath.Glob(filepath.Join("..", "testdata", "src", "*", "bad"))
	if err != nil {
		t.Fatal(err)
	}
	patterns := []string{"./testdata/witness"}
	for _, dir := range dirs {
		patterns = append(patterns, "./"+filepath.ToSlash(strings.TrimPrefix(dir, ".."+string(filepath.Separator))))
	}
	return patterns
}
