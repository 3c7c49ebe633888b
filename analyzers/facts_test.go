package analyzers_test

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"go/token"
	"go/types"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
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
	pkgs := hostFixtures(t)
	var suite []*analysis.Analyzer
	for _, c := range analyzers.Suite() {
		suite = append(suite, c.Analyzer)
	}
	full := findingsOf(t, suite, pkgs, new(checker.Options))
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

// hostFixtures are those with facts across packages.
func hostFixtures(t *testing.T) []*packages.Package {
	t.Helper()
	config := &packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: checktest.Root(t)}
	pkgs, err := packages.Load(config, "./testdata/src/doublelock/...", "./testdata/src/rlockagain/...", "./testdata/src/unlockpath/...",
		"./testdata/src/lockorder/...", "./testdata/src/testfatal/...", "./testdata/src/deadctx/...", "./testdata/src/groupctx/...")
	if err != nil {
		t.Fatal(err)
	}
	return pkgs
}

// losing runs the suite in a host where facts about some packages are lost.
func losing(t *testing.T, suite []*analysis.Analyzer, pkgs []*packages.Package, lost func(*types.Package) bool) []string {
	t.Helper()
	return changed(t, suite, pkgs, new(checker.Options), func(pass *analysis.Pass) {
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
	})
}

// TestPoorHost: nogo and gopls leave nil what the other hosts fill in, nogo has
// no facts of std, and both send each of the others through its encoding. The
// suite says the same there, to the last edit of a fix, though this host takes
// one package at a time and the other many. Only what code that the build leaves
// out may change (see except) is said where nobody tells of such files.
func TestPoorHost(t *testing.T) {
	pkgs := allFixtures(t)
	var suite []*analysis.Analyzer
	for _, c := range analyzers.Suite() {
		suite = append(suite, c.Analyzer)
		if err := analysis.Validate([]*analysis.Analyzer{c.Analyzer}); err != nil {
			t.Error(err)
		}
	}
	if err := analysis.Validate(suite); err != nil {
		t.Error(err)
	}
	full := findingsOf(t, suite, pkgs, new(checker.Options))
	if len(full) < 1000 {
		t.Fatalf("only %d findings: this shows nothing", len(full))
	}
	var facts atomic.Int64
	poor := changed(t, suite, pkgs, &checker.Options{Sequential: true}, func(pass *analysis.Pass) {
		pass.ReadFile, pass.Module, pass.OtherFiles, pass.IgnoredFiles = nil, nil, nil, nil
		importObject, importPackage := pass.ImportObjectFact, pass.ImportPackageFact
		exportObject, exportPackage := pass.ExportObjectFact, pass.ExportPackageFact
		isStd := func(p *types.Package) bool { return p != nil && p != pass.Pkg && ssabuild.IsStd(p.Path()) }
		pass.ImportObjectFact = func(obj types.Object, f analysis.Fact) bool { return !isStd(obj.Pkg()) && importObject(obj, f) }
		pass.ImportPackageFact = func(p *types.Package, f analysis.Fact) bool { return !isStd(p) && importPackage(p, f) }
		pass.ExportObjectFact = func(obj types.Object, f analysis.Fact) {
			facts.Add(1)
			exportObject(obj, recoded(t, f))
		}
		pass.ExportPackageFact = func(f analysis.Fact) {
			facts.Add(1)
			exportPackage(recoded(t, f))
		}
	})
	for _, f := range full {
		if !slices.Contains(poor, f) {
			t.Errorf("not in a poor host: %s", f)
		}
	}
	leavesOut := func(finding string) bool {
		return slices.ContainsFunc(pkgs, func(p *packages.Package) bool {
			return len(p.IgnoredFiles) > 0 && strings.HasPrefix(finding, p.Dir+string(filepath.Separator))
		})
	}
	for _, f := range poor {
		if !slices.Contains(full, f) && !leavesOut(f) {
			t.Errorf("only in a poor host: %s", f)
		}
	}
	if facts.Load() < 1000 {
		t.Errorf("only %d facts: this shows nothing", facts.Load())
	}
	t.Logf("%d findings, %d facts", len(poor), facts.Load())
}

// allFixtures are those of every check, with their tests.
func allFixtures(t *testing.T) []*packages.Package {
	t.Helper()
	config := &packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: checktest.Root(t), Tests: true}
	pkgs, err := packages.Load(config, "./testdata/src/...")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(pkgs, func(p *packages.Package) bool { return p.IllTyped })
}

// recoded is f as it arrives in another process. It must not change on the way.
func recoded(t *testing.T, f analysis.Fact) analysis.Fact {
	encode := func(f analysis.Fact) []byte {
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(f); err != nil {
			t.Errorf("%T: %v", f, err)
		}
		return buf.Bytes()
	}
	once := encode(f)
	back := reflect.New(reflect.TypeOf(f).Elem()).Interface().(analysis.Fact)
	if err := gob.NewDecoder(bytes.NewReader(once)).Decode(back); err != nil {
		t.Errorf("%T: %v", f, err)
	}
	if !bytes.Equal(once, encode(back)) {
		t.Errorf("%T %v is %v after encoding and decoding", f, f, back)
	}
	return back
}

// changed runs the suite, each analyzer of it and below it on a pass that
// change has made poorer.
func changed(t *testing.T, suite []*analysis.Analyzer, pkgs []*packages.Package, options *checker.Options, change func(*analysis.Pass)) []string {
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
		run := a.Run
		restore = append(restore, func() { a.Run = run })
		a.Run = func(pass *analysis.Pass) (any, error) {
			poor := *pass
			change(&poor)
			return run(&poor)
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
	return findingsOf(t, suite, pkgs, options)
}

// findingsOf is what the suite says, sorted: all that a host can show of it.
func findingsOf(t *testing.T, suite []*analysis.Analyzer, pkgs []*packages.Package, options *checker.Options) []string {
	t.Helper()
	graph, err := checker.Analyze(suite, pkgs, options)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Errorf("%v: %v", act, act.Err)
		}
		for _, d := range act.Diagnostics {
			out = append(out, spelled(act.Package.Fset, d))
		}
	}
	slices.Sort(out)
	return out
}

// spelled is all of a finding in one line.
func spelled(fset *token.FileSet, d analysis.Diagnostic) string {
	at := func(pos, end token.Pos) string {
		return fmt.Sprintf("%v-%d", fset.Position(pos), fset.Position(end).Offset)
	}
	text := fmt.Sprintf("%s: %s", at(d.Pos, d.End), d.Message)
	for _, r := range d.Related {
		text += fmt.Sprintf("; %s: %s", at(r.Pos, r.End), r.Message)
	}
	for _, fix := range d.SuggestedFixes {
		text += "; " + fix.Message
		for _, e := range fix.TextEdits {
			text += fmt.Sprintf(" %s %q", at(e.Pos, e.End), e.NewText)
		}
	}
	return text
}
