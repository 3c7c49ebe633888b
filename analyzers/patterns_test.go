package analyzers_test

import (
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/internal/patterns"
)

// TestPatternsPage: docs/patterns.md is what the patterns say.
func TestPatternsPage(t *testing.T) {
	text, err := patterns.Document()
	if err != nil {
		t.Fatal(err)
	}
	fresh(t, filepath.Join(checktest.Root(t), "docs", "patterns.md"), text)
}

// TestPatternNames: a name means one thing, a check or a pattern or neither,
// and patterns name only checks that exist.
func TestPatternNames(t *testing.T) {
	all, err := patterns.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if _, ok := analyzers.Lookup(p.Name); ok || slices.Contains(analyzers.Reserved, p.Name) {
			t.Errorf("pattern %s has the name of something else", p.Name)
		}
		named := slices.Clone(p.Checks)
		for _, m := range p.Mutants {
			named = slices.Concat(named, m.Checks, m.Missed)
		}
		for _, c := range named {
			if _, ok := analyzers.Lookup(c); !ok {
				t.Errorf("pattern %s names %s, which is no check", p.Name, c)
			}
		}
	}
	for _, c := range analyzers.Suite() {
		if slices.Contains(analyzers.Reserved, c.Name()) {
			t.Errorf("check %s has a reserved name", c.Name())
		}
	}
}

// TestPatternMutants: the checks catch the mutants that they are said to catch.
// The mutants are packages that only an overlay has.
func TestPatternMutants(t *testing.T) {
	all, err := patterns.All()
	if err != nil {
		t.Fatal(err)
	}
	root := checktest.Root(t)
	config := &packages.Config{
		Mode:    packages.LoadAllSyntax | packages.NeedModule,
		Dir:     root,
		Overlay: patterns.Overlay(root, all, false),
	}
	type mutant struct {
		pattern *patterns.Pattern
		patterns.Mutant
	}
	mutants := make(map[string]mutant) // by import path
	var load []string
	for _, p := range all {
		for _, m := range p.Mutants {
			mutants["github.com/asynclint/asynclint/"+p.MutantDir(m)] = mutant{p, m}
			load = append(load, "./"+p.MutantDir(m))
		}
	}
	pkgs, err := packages.Load(config, load...)
	if err != nil {
		t.Fatal(err)
	}
	if packages.PrintErrors(pkgs) > 0 || len(pkgs) != len(load) {
		t.Fatalf("mutants do not load: %d packages of %d", len(pkgs), len(load))
	}
	var suite []*analysis.Analyzer
	for _, c := range analyzers.Suite() {
		suite = append(suite, c.Analyzer)
	}
	graph, err := checker.Analyze(suite, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	reports := make(map[string][]string)
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Errorf("%v: %v", act, act.Err)
		}
		for _, d := range act.Diagnostics {
			path := act.Package.PkgPath
			reports[path] = append(reports[path], act.Analyzer.Name)
			t.Logf("%s %s: %s: %s (%s)", mutants[path].pattern.Name, mutants[path].Name, act.Package.Fset.Position(d.Pos), d.Message, act.Analyzer.Name)
		}
	}
	for path, m := range mutants {
		for _, c := range m.Checks {
			if !slices.Contains(reports[path], c) {
				t.Errorf("%s, mutant %s: %s does not report it", m.pattern.Name, m.Name, c)
			}
		}
		for _, c := range slices.Concat(m.Missed, m.Later) {
			if slices.Contains(reports[path], c) {
				// Not an error: who improves a check need not know of this.
				t.Logf("%s, mutant %s: %s reports it now: mutants.txtar may say check", m.pattern.Name, m.Name, c)
			}
		}
	}
}
