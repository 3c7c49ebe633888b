package analyzers_test

import (
	"go/types"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// TestWithoutFacts: in a host that loses facts, as editors and some plugins
// do, the suite says less, never more or something else; and facts of std,
// which nogo does not have, are not missed at all.
func TestWithoutFacts(t *testing.T) {
	config := &packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: checktest.Root(t)}
	pkgs, err := packages.Load(config, "./testdata/src/doublelock/...", "./testdata/src/rlockagain/...", "./testdata/src/unlockpath/...",
		"./testdata/src/lockorder/...", "./testdata/src/testfatal/...", "./testdata/src/deadctx/...", "./testdata/src/groupctx/...")
	if err != nil {
		t.Fatal(err)
	}
	var suite []*analysis.Analyzer
	for _, c := range analyzers.Suite() {
		suite = append(suite, c.Analyzer)
	}
	full := findingsOf(t, suite, pkgs)
	if noStd := losing(t, suite, pkgs, func(pkg *types.Package) bool { return ssabuild.IsStd(pkg.Path()) }); !slices.Equal(noStd, full) {
		t.Errorf("without facts of std, %d findings instead of %d", len(noStd), len(full))
	}
	none := losing(t, suite, pkgs, func(*types.Package) bool { return true })
	for _, f := range none {
		if !slices.Contains(full, f) {
			t.Errorf("only without facts: %s", f)
		}
	}
	if len(none) == len(full) {
		t.Errorf("no finding of %d was lost with the facts: this shows nothing", len(full))
	}
	t.Logf("%d findings, %d without facts", len(full), len(none))
}

// losing runs the suite in a host where facts about some packages are lost.
func losing(t *testing.T, suite []*analysis.Analyzer, pkgs []*packages.Package, lost func(*types.Package) bool) []string {
	t.Helper()
	seen := make(map[*analysis.Analyzer]bool)
	var restore []func()
	var wrap func(a *analysis.Analyzer)
	wrap = func(a *analysis.Analyzer) {
		if seen[a] {
			return
		}
		seen[a] = true
		for _, r := range a.Requires {
			wrap(r)
		}
		if len(a.FactTypes) == 0 {
			return
		}
		run := a.Run
		restore = append(restore, func() { a.Run = run })
		a.Run = func(pass *analysis.Pass) (any, error) {
			object, pkg, pkgFacts := pass.ImportObjectFact, pass.ImportPackageFact, pass.AllPackageFacts
			pass.ImportObjectFact = func(obj types.Object, f analysis.Fact) bool {
				return (obj.Pkg() == nil || obj.Pkg() == pass.Pkg || !lost(obj.Pkg())) && object(obj, f)
			}
			pass.ImportPackageFact = func(p *types.Package, f analysis.Fact) bool {
				return (p == pass.Pkg || !lost(p)) && pkg(p, f)
			}
			pass.AllPackageFacts = func() []analysis.PackageFact {
				return slices.DeleteFunc(pkgFacts(), func(f analysis.PackageFact) bool { return f.Package != pass.Pkg && lost(f.Package) })
			}
			return run(pass)
		}
	}
	for _, a := range suite {
		wrap(a)
	}
	defer func() {
		for _, f := range restore {
			f()
		}
	}()
	return findingsOf(t, suite, pkgs)
}

// findingsOf are the positions and messages of what the suite says, sorted.
func findingsOf(t *testing.T, suite []*analysis.Analyzer, pkgs []*packages.Package) []string {
	t.Helper()
	graph, err := checker.Analyze(suite, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Errorf("%v: %v", act, act.Err)
		}
		for _, d := range act.Diagnostics {
			out = append(out, act.Package.Fset.Position(d.Pos).String()+": "+d.Message)
		}
	}
	slices.Sort(out)
	return out
}
