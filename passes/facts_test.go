package passes_test

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/types/objectpath"

	"github.com/asynclint/asynclint/passes/ssabuild"
)

// withFacts are the passes that export facts.
func withFacts() []*analysis.Analyzer {
	var out []*analysis.Analyzer
	for _, a := range all {
		if len(a.FactTypes) > 0 {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b *analysis.Analyzer) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// A fact is one that some pass exports, encoded on its own as drivers do it.
type fact struct {
	pkg, object string // object is "" of a package fact
	bytes       []byte
}

func (f fact) String() string { return fmt.Sprintf("%s %s %x", f.pkg, f.object, f.bytes) }

// load loads packages and all they depend on, from source.
func load(t *testing.T, dir string, patterns ...string) []*packages.Package {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: dir}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	return pkgs
}

// factsOf runs the passes with facts and returns these, sorted.
func factsOf(t *testing.T, pkgs []*packages.Package, sanity bool) []fact {
	t.Helper()
	graph, err := checker.Analyze(withFacts(), pkgs, &checker.Options{SanityCheck: sanity})
	if err != nil {
		t.Fatal(err)
	}
	var out []fact
	add := func(act *checker.Action, object string, f analysis.Fact) {
		// Drivers write the facts of a package in one stream, which describes
		// a type once: what counts is the second value.
		var buf bytes.Buffer
		enc := gob.NewEncoder(&buf)
		for range 2 {
			buf.Reset()
			if err := enc.Encode(f); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, fact{act.Package.PkgPath, object, buf.Bytes()})
	}
	seen := make(map[*checker.Action]bool)
	for act := range graph.All() {
		if seen[act] || !slices.Contains(withFacts(), act.Analyzer) {
			continue // another pass below ours, such as ctrlflow
		}
		seen[act] = true
		if act.Err != nil {
			t.Errorf("%v: %v", act, act.Err)
			continue
		}
		for _, f := range act.AllObjectFacts() {
			if f.Object.Pkg() == act.Package.Types {
				add(act, act.Analyzer.Name+" "+pathOf(f.Object), f.Fact)
			}
		}
		for _, f := range act.AllPackageFacts() {
			if f.Package == act.Package.Types {
				add(act, act.Analyzer.Name, f.Fact)
			}
		}
	}
	slices.SortFunc(out, func(a, b fact) int { return strings.Compare(a.String(), b.String()) })
	return out
}

func pathOf(obj types.Object) string {
	if path, err := objectpath.For(obj); err == nil {
		return string(path)
	}
	return obj.String()
}

// TestFactsAreDeterministic: twenty runs make the same facts, byte for byte.
// SanityCheck also sends each of them through its encoding and back.
func TestFactsAreDeterministic(t *testing.T) {
	pkgs := load(t, "..", "./testdata/src/passes/...", "./testdata/src/lockorder/...", "golang.org/x/sync/...")
	var first []fact
	for run := range 20 {
		facts := factsOf(t, pkgs, run == 0)
		if first == nil {
			if len(facts) < 100 {
				t.Fatalf("only %d facts: this shows nothing", len(facts))
			}
			first = facts
			continue
		}
		if !slices.EqualFunc(first, facts, func(a, b fact) bool { return a.String() == b.String() }) {
			t.Fatalf("run %d made other facts than the first", run+1)
		}
	}
}

// The budget of facts, in bytes as gob encodes them. A fact is read again by
// every package that imports its own, however far away.
const (
	maxFact      = 24 << 10 // one fact
	maxFactShare = 0.08     // all facts of a repository, as a share of its source
)

// TestFactsAreSmall measures the facts of std, of the go command (a large
// repository that comes with every toolchain), and of whatever
// ASYNCLINT_FACTS=DIR names in addition.
func TestFactsAreSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("loads the go command from source")
	}
	measure(t, "..", "cmd/go/...")
	if dir := os.Getenv("ASYNCLINT_FACTS"); dir != "" {
		measure(t, dir, "./...")
	}
}

func measure(t *testing.T, dir, pattern string) {
	pkgs := load(t, dir, pattern)
	source, total, most := 0, 0, fact{}
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		if ssabuild.IsStd(p.PkgPath) {
			return
		}
		for _, file := range p.CompiledGoFiles {
			if info, err := os.Stat(file); err == nil {
				source += int(info.Size())
			}
		}
	})
	facts := factsOf(t, pkgs, false)
	for _, f := range facts {
		if ssabuild.IsStd(f.pkg) {
			t.Errorf("%s has facts: std is answered by the knowledge table", f.pkg)
		}
		total += len(f.bytes)
		if len(f.bytes) > len(most.bytes) {
			most = f
		}
	}
	share := float64(total) / float64(source)
	t.Logf("%s: %d facts, %d bytes, %.1f %% of %d bytes of source; largest %d bytes (%s %s)",
		pattern, len(facts), total, 100*share, source, len(most.bytes), most.pkg, most.object)
	if len(most.bytes) > maxFact {
		t.Errorf("%s %s: a fact of %d bytes, more than %d", most.pkg, most.object, len(most.bytes), maxFact)
	}
	if share > maxFactShare {
		t.Errorf("facts are %.1f %% of the source, more than %.0f %%", 100*share, 100*maxFactShare)
	}
}

// TestFactNames: golangci-lint and nogo register the fact types of all their
// linters with encoding/gob, which knows a pointer to a type by its package's
// last element and its name only, and panics if two are called the same. So the
// name alone must tell whose the fact is.
func TestFactNames(t *testing.T) {
	seen := make(map[string]bool)
	for _, a := range withFacts() {
		for _, f := range a.FactTypes {
			typ := reflect.TypeOf(f)
			if typ.Kind() != reflect.Pointer || !strings.HasPrefix(typ.Elem().Name(), "Async") {
				t.Errorf("%s has the fact type %v, whose name does not begin with Async", a.Name, typ)
			}
			if seen[typ.String()] {
				t.Errorf("two fact types are called %v", typ)
			}
			seen[typ.String()] = true
			gob.Register(f)
		}
	}
	if len(seen) < 4 {
		t.Errorf("only %d fact types: this shows nothing", len(seen))
	}
}

// TestFactsArePlain: a fact is data that another process can read, and that is
// the same each time it is written. Positions and types belong to a process, what
// is not exported gob leaves out, and a map it writes in any order.
func TestFactsArePlain(t *testing.T) {
	var plain func(name string, typ reflect.Type, seen map[reflect.Type]bool)
	plain = func(name string, typ reflect.Type, seen map[reflect.Type]bool) {
		if seen[typ] {
			return
		}
		seen[typ] = true
		if path := typ.PkgPath(); path != "" && !strings.HasPrefix(path, module) {
			t.Errorf("%s is a %v", name, typ)
		}
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			plain(name, typ.Elem(), seen)
		case reflect.Struct:
			for f := range typ.Fields() {
				if !f.IsExported() {
					t.Errorf("%s.%s is not exported", name, f.Name)
				}
				plain(name+"."+f.Name, f.Type, seen)
			}
		case reflect.Map, reflect.Interface, reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Uintptr:
			t.Errorf("%s is a %v", name, typ.Kind())
		}
	}
	for _, a := range withFacts() {
		for _, f := range a.FactTypes {
			plain(reflect.TypeOf(f).Elem().Name(), reflect.TypeOf(f), make(map[reflect.Type]bool))
		}
	}
}

// TestFactsHoldNoPaths: an absolute path would tie a fact to a machine.
func TestFactsHoldNoPaths(t *testing.T) {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range factsOf(t, load(t, "..", "./testdata/src/passes/...", "./testdata/src/lockorder/..."), false) {
		if bytes.Contains(f.bytes, []byte(filepath.Dir(dir)+string(filepath.Separator))) {
			t.Errorf("%s %s holds a path of this machine", f.pkg, f.object)
		}
	}
}
