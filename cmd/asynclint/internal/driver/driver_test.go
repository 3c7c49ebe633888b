package driver_test

import (
	"context"
	"errors"
	"fmt"
	"go/types"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// program has facts that cross packages, methods of generic types, a package
// with tests inside and outside, and a package (mid) that is compiled anew for
// the outside test of low.
const program = `
-- low/low.go --
package low

import "time"

func Nap() { time.Sleep(1) }

func quiet() {}

type Box[T any] struct{ v T }

func (b *Box[T]) Get() T { Nap(); return b.v }
-- low/low_test.go --
package low

import "testing"

func TestNap(t *testing.T) { Nap(); helper() }

func helper() { Nap() }

func Exported() { helper() }
-- low/x_test.go --
package low_test

import (
	"testing"

	"sample/low"
	"sample/mid"
)

func TestMid(t *testing.T) { mid.Doze(); low.Exported() }
-- mid/mid.go --
package mid

import "sample/low"

func Doze() { new(low.Box[int]).Get() }
-- top/top.go --
package main

import (
	"fmt"

	"sample/mid"
)

func main() { fmt.Println("x"); mid.Doze(); func() { mid.Doze() }() }
-- lonely/lonely_test.go --
package lonely

import (
	"testing"
	"time"
)

func TestX(t *testing.T) { time.Sleep(1) }
`

func run(t *testing.T, e driver.Engine, req driver.Request) *driver.Result {
	t.Helper()
	res, err := e.Run(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// lines prints a result with paths relative to dir.
func lines(res *driver.Result, dir string) []string {
	var out []string
	for _, f := range res.Findings {
		line := fmt.Sprintf("%s-%d:%d: %s (%s)", f.Pos, f.End.Line, f.End.Column, f.Message, f.Check)
		for _, s := range f.Steps {
			line += fmt.Sprintf(" <- %s: %s", s.Pos, s.Message)
		}
		out = append(out, line)
	}
	for _, p := range res.Problems {
		out = append(out, fmt.Sprintf("%s %s %s: %s +%d %v", p.Package, p.Check, p.Pos, p.Message, p.More, p.Blocked))
	}
	for i := range out {
		out[i] = strings.ReplaceAll(filepath.ToSlash(out[i]), filepath.ToSlash(dir)+"/", "")
	}
	return out
}

func sameLines(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestStream(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, program)
	req := driver.Request{Dir: dir, Patterns: []string{"./..."}, Tests: true, Analyzers: []*analysis.Analyzer{testmod.Sleepy}}
	want := []string{
		"lonely/lonely_test.go:8:28-8:41: call of Sleep sleeps (sleepy)",
		"low/low.go:5:14-5:27: call of Sleep sleeps (sleepy)",
		"low/low.go:11:28-11:33: call of Nap sleeps (sleepy) <- low/low.go:5:6: Nap is declared here",
		"low/low_test.go:5:30-5:35: call of Nap sleeps (sleepy) <- low/low.go:5:6: Nap is declared here",
		"low/low_test.go:5:37-5:45: call of helper sleeps (sleepy) <- low/low_test.go:7:6: helper is declared here",
		"low/low_test.go:7:17-7:22: call of Nap sleeps (sleepy) <- low/low.go:5:6: Nap is declared here",
		"low/low_test.go:9:19-9:27: call of helper sleeps (sleepy) <- low/low_test.go:7:6: helper is declared here",
		"low/x_test.go:10:30-10:40: call of Doze sleeps (sleepy)",
		"low/x_test.go:10:42-10:56: call of Exported sleeps (sleepy)",
		"mid/mid.go:5:15-5:38: call of Get sleeps (sleepy)",
		"top/top.go:9:33-9:43: call of Doze sleeps (sleepy)",
		"top/top.go:9:54-9:64: call of Doze sleeps (sleepy)",
	}
	sameLines(t, lines(run(t, driver.Stream{}, req), dir), want)

	t.Run("deterministic", func(t *testing.T) {
		for i := range 10 {
			sameLines(t, lines(run(t, driver.Stream{Workers: 1 + i}, req), dir), want)
		}
	})
	t.Run("without tests", func(t *testing.T) {
		req := req
		req.Tests = false
		got := lines(run(t, driver.Stream{}, req), dir)
		sameLines(t, got, slices.DeleteFunc(slices.Clone(want), func(l string) bool {
			return strings.Contains(l, "_test.go:")
		}))
	})
	t.Run("one package", func(t *testing.T) {
		req := req
		req.Patterns = []string{"./top"}
		got := lines(run(t, driver.Stream{}, req), dir)
		sameLines(t, got, slices.DeleteFunc(slices.Clone(want), func(l string) bool {
			return !strings.HasPrefix(l, "top/")
		}))
	})
}

// TestOracle holds Stream against x/tools' own driver.
func TestOracle(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, program)
	for name, req := range map[string]driver.Request{
		"module":        {Patterns: []string{"./..."}, Tests: true},
		"without tests": {Patterns: []string{"./..."}},
		"one package":   {Patterns: []string{"./low"}, Tests: true},
		"file":          {Patterns: []string{"top/top.go"}, Tests: true},
		// Packages of std that were asked for are analyzed like any others.
		"std": {Patterns: []string{"time", "sync/...", "./mid"}},
	} {
		t.Run(name, func(t *testing.T) {
			req.Dir, req.Analyzers = dir, []*analysis.Analyzer{clauses, testmod.Sleepy}
			got, want := run(t, driver.Stream{}, req), run(t, driver.Checker{}, req)
			if !reflect.DeepEqual(got.Problems, want.Problems) {
				t.Errorf("problems %+v, the oracle has %+v", got.Problems, want.Problems)
			}
			sameLines(t, lines(got, dir), lines(want, dir))
			if len(got.Findings) == 0 {
				t.Error("no findings at all: this proves nothing")
			}
			if got.Packages != want.Packages {
				t.Errorf("%d packages, the oracle has %d", got.Packages, want.Packages)
			}
		})
	}
}

// TestOracleSuite does the same with our own checks on our own pitfalls.
func TestOracleSuite(t *testing.T) {
	if testing.Short() {
		t.Skip("the oracle takes its time")
	}
	testmod.Env(t)
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	req := driver.Request{Dir: root, Patterns: []string{"./testdata/src/...", "./cmd/..."}, Tests: true}
	for _, c := range analyzers.Suite() {
		req.Analyzers = append(req.Analyzers, c.Analyzer)
	}
	got, want := run(t, driver.Stream{}, req), run(t, driver.Checker{}, req)
	sameLines(t, lines(got, root), lines(want, root))
	t.Logf("%d findings", len(got.Findings))
}

// clauses has no facts and says which packages it sees, and how much of them.
var clauses = &analysis.Analyzer{
	Name: "clauses",
	Doc:  "report the package clause of each file",
	Run: func(pass *analysis.Pass) (any, error) {
		for _, f := range pass.Files {
			pass.Reportf(f.Name.Pos(), "%s with %d files", pass.Pkg.Path(), len(pass.Files))
		}
		return nil, nil
	},
}

func TestFactsOfEverything(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, program)
	var got []string
	a := *testmod.SleepFacts
	inner := a.Run
	a.Run = func(pass *analysis.Pass) (any, error) {
		result, err := inner(pass)
		if pass.Pkg.Path() == "sample/top" || pass.Pkg.Name() == "main" {
			for _, f := range pass.AllObjectFacts() {
				got = append(got, fmt.Sprintf("%v: %v", f.Object.(*types.Func).FullName(), f.Fact))
			}
			for _, f := range pass.AllPackageFacts() {
				got = append(got, fmt.Sprintf("%s: %d", f.Package.Path(), f.Fact.(*testmod.Count).N))
			}
			var n testmod.Count
			if !pass.ImportPackageFact(pass.Pkg.Imports()[1], &n) || n.N != 1 {
				t.Errorf("Count of %s: %d", pass.Pkg.Imports()[1].Path(), n.N)
			}
		}
		return result, err
	}
	run(t, driver.Stream{}, driver.Request{Dir: dir, Patterns: []string{"./top"}, Analyzers: []*analysis.Analyzer{&a}})
	sameLines(t, got, []string{
		"(*sample/low.Box[T]).Get: sleeps via sample/low.Nap",
		"sample/low.Nap: sleeps via time.Sleep",
		"sample/mid.Doze: sleeps via (*sample/low.Box[T]).Get",
		"sample/top.main: sleeps via sample/mid.Doze",
		"sample/low: 2",
		"sample/mid: 1",
		"sample/top: 1",
	})
}

// TestPass looks at every field of a pass that hosts tend to leave out.
func TestPass(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, `
-- p.go --
package p
-- p_nosuch.go --
//go:build nosuch

package p
-- p.s --
-- other.txt --
`)
	a := &analysis.Analyzer{Name: "look", Doc: "look", Run: func(pass *analysis.Pass) (any, error) {
		if pass.Module == nil || pass.Module.Path != "sample" || pass.Module.GoVersion != "1.26" {
			t.Errorf("Module = %+v", pass.Module)
		}
		if pass.TypesSizes == nil || pass.TypesInfo.FileVersions == nil || pass.Fset == nil {
			t.Error("types are incomplete")
		}
		for name, ok := range map[string]bool{"p.go": true, "p_nosuch.go": true, "p.s": true, "other.txt": false} {
			if _, err := pass.ReadFile(filepath.Join(dir, name)); (err == nil) != ok {
				t.Errorf("ReadFile(%s): %v", name, err)
			}
		}
		if len(pass.IgnoredFiles) != 1 || len(pass.OtherFiles) != 1 {
			t.Errorf("ignored %v, other %v", pass.IgnoredFiles, pass.OtherFiles)
		}
		return nil, nil
	}}
	run(t, driver.Stream{}, driver.Request{Dir: dir, Patterns: []string{"."}, Analyzers: []*analysis.Analyzer{a}})
}

func TestAnalyzerThatFails(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, program)
	failing := func(name string, fail func(*analysis.Pass) (any, error)) *analysis.Analyzer {
		return &analysis.Analyzer{Name: name, Doc: name, FactTypes: []analysis.Fact{new(note)}, Run: func(pass *analysis.Pass) (any, error) {
			if pass.Pkg.Path() == "sample/low" {
				return fail(pass)
			}
			for _, imp := range pass.Pkg.Imports() {
				if f := imp.Scope().Lookup("Nap"); f != nil && pass.ImportObjectFact(f, new(note)) {
					t.Error("a fact of a failed run is believed")
				}
			}
			return nil, nil
		}}
	}
	dependent := &analysis.Analyzer{Name: "dependent", Doc: "dependent", Run: func(pass *analysis.Pass) (any, error) {
		if pass.Pkg.Path() == "sample/low" {
			t.Error("ran without what it requires")
		}
		return nil, nil
	}}
	for name, test := range map[string]struct {
		run  func(*analysis.Pass) (any, error)
		want string
	}{
		"panic": {func(pass *analysis.Pass) (any, error) {
			pass.ExportObjectFact(pass.Pkg.Scope().Lookup("Nap"), &note{})
			panic("oh\nno")
		}, "panic: oh no"},
		"index":      {func(pass *analysis.Pass) (any, error) { var s []int; return s[len(pass.Pkg.Name())], nil }, "panic: runtime error: index out of range [3] with length 0"},
		"error":      {func(*analysis.Pass) (any, error) { return nil, errors.New("no") }, "no"},
		"type":       {func(*analysis.Pass) (any, error) { return 1, nil }, "returned a int, but declares a <nil>"},
		"undeclared": {func(pass *analysis.Pass) (any, error) { pass.ExportPackageFact(new(testmod.Count)); return nil, nil }, "panic: boom does not declare facts of type *testmod.Count"},
	} {
		t.Run(name, func(t *testing.T) {
			boom := failing("boom", test.run)
			dependent := *dependent
			dependent.Requires = []*analysis.Analyzer{boom}
			res := run(t, driver.Stream{}, driver.Request{
				Dir: dir, Patterns: []string{"./..."}, Tests: true,
				Analyzers: []*analysis.Analyzer{boom, &dependent, testmod.Sleepy},
			})
			sameLines(t, lines(&driver.Result{Problems: res.Problems}, dir), []string{"sample/low boom -: " + test.want + " +0 []"})
			if len(res.Findings) != 12 {
				t.Errorf("%d findings; all 12 were to be expected", len(res.Findings))
			}
			if isPanic := strings.HasPrefix(test.want, "panic"); isPanic != strings.Contains(res.Problems[0].Stack, "goroutine") {
				t.Errorf("stack: %q", res.Problems[0].Stack)
			}
		})
	}
}

type note struct{}

func (*note) AFact() {}

func TestBrokenPackages(t *testing.T) {
	testmod.Env(t)
	const sleep = "import \"time\"\n\nfunc F() { time.Sleep(1) }\n"
	dir := testmod.Write(t, `
-- good/good.go --
package good

`+sleep+`
-- bad/bad.go --
package bad

var X int = "x"
var Y = undefined
-- user/user.go --
package user

import "sample/bad"

`+strings.Replace(sleep, "\n", "\n\nvar _ = bad.Nosuch\n", 1)+`
-- user2/user2.go --
package user2

import _ "sample/user"
-- tested/tested.go --
package tested

`+sleep+`
-- tested/tested_test.go --
package tested

var _ = undefined
-- imported/imported.go --
package imported

import _ "sample/tested"

`+sleep)
	res := run(t, driver.Stream{}, driver.Request{
		Dir: dir, Patterns: []string{"./..."}, Tests: true,
		Analyzers: []*analysis.Analyzer{testmod.Sleepy, anyway},
	})
	sameLines(t, lines(res, dir), []string{
		"bad/bad.go:1:9-1:9: bad has 2 type errors (anyway)",
		"good/good.go:5:12-5:25: call of Sleep sleeps (sleepy)",
		"imported/imported.go:7:12-7:25: call of Sleep sleeps (sleepy)",
		"tested/tested.go:1:9-1:9: tested has 1 type errors (anyway)",
		// Its test is broken, it is not.
		"tested/tested.go:5:12-5:25: call of Sleep sleeps (sleepy)",
		"user/user.go:1:9-1:9: user has 1 type errors (anyway)",
		"sample/bad  bad/bad.go:3:13: cannot use \"x\" (untyped string constant) as int value in variable declaration +1 [sample/user sample/user2]",
		"sample/tested  tested/tested_test.go:3:9: undefined: undefined +0 []",
	})
}

// anyway runs despite errors.
var anyway = &analysis.Analyzer{
	Name: "anyway", Doc: "anyway", RunDespiteErrors: true,
	Run: func(pass *analysis.Pass) (any, error) {
		if n := len(pass.TypeErrors); n > 0 {
			pass.Reportf(pass.Files[0].Name.Pos(), "%s has %d type errors", pass.Pkg.Name(), n)
		}
		return nil, nil
	},
}

func TestCancel(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, program)
	req := driver.Request{Dir: dir, Patterns: []string{"./..."}}

	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	req.Analyzers = []*analysis.Analyzer{{Name: "stop", Doc: "stop", Run: func(pass *analysis.Pass) (any, error) {
		seen++
		cancel()
		pass.Reportf(pass.Files[0].Pos(), "seen")
		return nil, nil
	}}}
	res, err := driver.Stream{Workers: 1}.Run(ctx, req)
	if !errors.Is(err, context.Canceled) || seen != 1 || res == nil || len(res.Findings) != 1 {
		t.Errorf("error %v after %d packages with %+v", err, seen, res)
	}
	if res, err := (driver.Stream{}).Run(ctx, req); !errors.Is(err, context.Canceled) || res != nil {
		t.Errorf("a run that was over before it began: %+v, %v", res, err)
	}
}

func TestInvalidAnalyzers(t *testing.T) {
	req := driver.Request{Analyzers: []*analysis.Analyzer{{Name: "no name"}}}
	if _, err := (driver.Stream{}).Run(t.Context(), req); err == nil {
		t.Error("an analyzer without Run passes")
	}
}
