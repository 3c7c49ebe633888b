package driver_test

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// cached returns an engine with a cache of its own.
func cached(t *testing.T) driver.Stream {
	return driver.Stream{Cache: &driver.Cache{Dir: filepath.Join(t.TempDir(), "cache")}}
}

// again is the same engine as another process would have it.
func again(e driver.Stream) driver.Stream {
	e.Cache = &driver.Cache{Dir: e.Cache.Dir, MaxSize: e.Cache.MaxSize}
	return e
}

// worked is how many packages were not recalled.
func worked(res *driver.Result) int {
	n := 0
	for _, of := range res.Stats.Packages {
		n += of
	}
	return n
}

// same compares all that users see.
func same(t *testing.T, what string, got, want *driver.Result) {
	t.Helper()
	if len(got.Findings) != len(want.Findings) || len(want.Findings) > 0 && !reflect.DeepEqual(got.Findings, want.Findings) {
		t.Errorf("%s: findings\n%+v\nwant\n%+v", what, got.Findings, want.Findings)
	}
	if len(got.Problems) != len(want.Problems) || len(want.Problems) > 0 && !reflect.DeepEqual(got.Problems, want.Problems) {
		t.Errorf("%s: problems %+v, want %+v", what, got.Problems, want.Problems)
	}
	for _, pair := range [][2]any{{got.Silenced, want.Silenced}, {got.Directives, want.Directives}, {got.Files, want.Files}} {
		if g, w := reflect.ValueOf(pair[0]), reflect.ValueOf(pair[1]); g.Len() != w.Len() || g.Len() > 0 && !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s: got\n%+v\nwant\n%+v", what, pair[0], pair[1])
		}
	}
	if got.Packages != want.Packages {
		t.Errorf("%s: %d packages, want %d", what, got.Packages, want.Packages)
	}
}

func clean(t *testing.T, what string, res *driver.Result) {
	t.Helper()
	if len(res.Warnings) > 0 {
		t.Errorf("%s: warnings %q", what, res.Warnings)
	}
}

// write replaces a file of a module.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestCacheOracle(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, program)
	e := cached(t) // one for all: entries made for one request serve the others
	for _, test := range []struct {
		name string
		req  driver.Request
	}{
		{"one package", driver.Request{Patterns: []string{"./top"}}},
		{"module", driver.Request{Patterns: []string{"./..."}, Tests: true}},
		{"without tests", driver.Request{Patterns: []string{"./..."}}},
		{"file", driver.Request{Patterns: []string{"top/top.go"}, Tests: true}},
		{"std", driver.Request{Patterns: []string{"time", "sync/...", "./mid"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			req := test.req
			req.Dir, req.Analyzers = dir, []*analysis.Analyzer{clauses, testmod.Sleepy}
			cold := run(t, again(e), req)
			sameLines(t, lines(cold, dir), lines(run(t, driver.Checker{}, req), dir))
			warm := run(t, again(e), req)
			same(t, "warm", warm, cold)
			clean(t, "warm", warm)
			if n := worked(warm); n > 0 || warm.Stats.Cached == 0 || len(warm.Findings) == 0 {
				t.Errorf("%d packages worked on, %d from the cache, %d findings", n, warm.Stats.Cached, len(warm.Findings))
			}
		})
	}
}

// lean is program without std.
func lean() string {
	return strings.NewReplacer(`"testing"`, `_ "sample/time"`, `(t *testing.T)`, `()`, `"time"`, `"sample/time"`,
		`"fmt"`, ``, `fmt.Println("x"); `, ``).Replace(program) + `
-- time/time.go --
package time

func Sleep(int) {}
`
}

// TestCacheEdits changes each file of the program in turn, so that a part of
// the packages is worked on, with imports that come from the cache.
func TestCacheEdits(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, lean())
	e := cached(t)
	req := driver.Request{Dir: dir, Patterns: []string{"./..."}, Tests: true, Analyzers: []*analysis.Analyzer{clauses, testmod.Sleepy}}
	whole := run(t, e, req)
	for _, name := range []string{"low/low.go", "low/low_test.go", "low/x_test.go", "mid/mid.go", "top/top.go", "lonely/lonely_test.go"} {
		t.Run(name, func(t *testing.T) {
			name := filepath.Join(dir, filepath.FromSlash(name))
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for what, more := range map[string]string{
				"comment": "\n// More.\n", "declaration": "\nfunc More() {}\n", "fact": "\nfunc More() { Nap() }\n",
			} {
				// Without touching the file: so an overlay is seen, too.
				req := req
				req.Overlay = map[string][]byte{name: append(slices.Clone(src), more...)}
				want := run(t, driver.Stream{}, req)
				got := run(t, again(e), req)
				same(t, what, got, want)
				if n := worked(got); n == 0 || n >= worked(whole) {
					t.Errorf("%s: %d packages worked on of %d", what, n, worked(whole))
				}
			}
		})
	}
}

// layers has facts that go all the way up, and nothing of std.
const layers = `
-- time/time.go --
package time

type Time int

func Now() (t Time) { return }

func Sleep(int) {}
-- core/core.go --
package core

import "sample/time"

func Nap() { time.Sleep(1) }

func Idle() { hidden() }

func hidden() {}
-- mid/mid.go --
package mid

import "sample/core"

func Doze() { core.Nap() }

func Walk() { core.Idle() }
-- top/top.go --
package top

import "sample/mid"

func Run() { mid.Doze(); mid.Walk() }
`

// TestEarlyCutOff counts how far an edit of the lowest layer reaches.
func TestEarlyCutOff(t *testing.T) {
	testmod.Env(t)
	for name, test := range map[string]struct {
		old, new string
		want     int
	}{
		"comment":         {"func Nap()", "// Nap sleeps.\nfunc Nap()", 1},
		"body":            {"{ hidden() }", "{ hidden(); hidden() }", 1},
		"unexported":      {"func hidden() {}", "func hidden(...int) {}", 1},
		"exported":        {"func Idle()", "func New() {}\n\nfunc Idle()", 2}, // mid shows nothing of it
		"fact, used":      {"{ time.Sleep(1) }", "{ _ = time.Now() }", 3},
		"fact, new":       {"{ hidden() }", "{ Nap() }", 3},
		"fact, same text": {"{ time.Sleep(1) }", "{ time.Sleep(2) }", 1},
		"type":            {"func Idle()", "type T struct{}\n\nfunc Idle()", 2},
	} {
		t.Run(name, func(t *testing.T) {
			dir := testmod.Write(t, layers)
			e := cached(t)
			req := driver.Request{Dir: dir, Patterns: []string{"./..."}, Analyzers: []*analysis.Analyzer{testmod.Sleepy}}
			run(t, e, req)
			src, _ := os.ReadFile(filepath.Join(dir, "core/core.go"))
			edited := strings.Replace(string(src), test.old, test.new, 1)
			if edited == string(src) {
				t.Fatal("nothing to replace")
			}
			write(t, dir, "core/core.go", edited)
			got := run(t, again(e), req)
			if n := worked(got); n != test.want {
				t.Errorf("%d packages worked on, want %d", n, test.want)
			}
			same(t, "edited", got, run(t, driver.Stream{}, req))
			write(t, dir, "core/core.go", string(src))
			if n := worked(run(t, again(e), req)); n != 0 {
				t.Errorf("undone: %d packages worked on", n)
			}
		})
	}
}

// ingredients says whatever an analyzer can know of a package, so that
// whoever forgets one of them in the key gets an old answer.
func ingredients() *analysis.Analyzer {
	a := &analysis.Analyzer{Name: "ingredients", Doc: "ingredients", Requires: []*analysis.Analyzer{testmod.SleepFacts}}
	word := a.Flags.String("word", "none", "to say")
	a.Run = func(pass *analysis.Pass) (any, error) {
		at := pass.Files[0].Name.Pos()
		pass.Reportf(at, "flag %s, module %s %s %s, language %s, int has %d bytes", *word, pass.Module.Path, pass.Module.Version,
			pass.Module.GoVersion, pass.Pkg.GoVersion(), pass.TypesSizes.Sizeof(types.Typ[types.Int]))
		for _, list := range [][]string{pass.OtherFiles, pass.IgnoredFiles} {
			for _, name := range list {
				text, err := pass.ReadFile(name)
				pass.Reportf(at, "file %s: %q %v", filepath.Base(name), text, err)
			}
		}
		for _, f := range pass.Files {
			pass.Reportf(f.Package, "%s: %d declarations, %d comments", filepath.Base(pass.Fset.File(f.Package).Name()), len(f.Decls), len(f.Comments))
		}
		for _, imp := range pass.Pkg.Imports() {
			pass.Reportf(at, "imports %s with %d names", imp.Path(), len(imp.Scope().Names()))
		}
		return nil, nil
	}
	return a
}

func TestCacheKey(t *testing.T) {
	testmod.Env(t)
	const program = `
-- go.mod --
module sample

go 1.25
-- p.go --
package p

import "sample/q"

func F() { q.Nap() }
-- p_tagged.go --
//go:build tagged

package p
-- p_windows.go --
package p

func W() {}
-- p.s --
-- p_test.go --
package p

func testF() { F() }
-- q/q.go --
package q

import "sample/time"

func Nap() { time.Sleep(1) }
-- time/time.go --
package time

func Sleep(int) {}
-- q/q_386.go --
package q

const Small = true
`
	type setup struct {
		dir string
		req *driver.Request
		a   *analysis.Analyzer
	}
	for name, change := range map[string]func(setup){
		"flag":           func(s setup) { s.a.Flags.Set("word", "other") },
		"flag of needed": func(s setup) { s.a.Requires = append(s.a.Requires, loud()); s.a.Requires[1].Flags.Set("loud", "true") },
		"tags":           func(s setup) { s.req.BuildFlags = []string{"-tags=tagged"} },
		"tests":          func(s setup) { s.req.Tests = true },
		"GOOS":           func(s setup) { s.req.Env = append(os.Environ(), "GOOS=windows") },
		"GOARCH":         func(s setup) { s.req.Env = append(os.Environ(), "GOARCH=386") },
		"language":       func(s setup) { s.req.GoVersion = "1.22" },
		"go version":     func(s setup) { write(t, s.dir, "go.mod", "module sample\n\ngo 1.24\n") },
		"file": func(s setup) {
			write(t, s.dir, "p.go", "package p\n\nimport \"sample/q\"\n\nfunc F() { q.Nap(); q.Nap() }\n")
		},
		"file added":     func(s setup) { write(t, s.dir, "a.go", "package p\n") },
		"file renamed":   func(s setup) { os.Rename(filepath.Join(s.dir, "p.go"), filepath.Join(s.dir, "r.go")) },
		"file removed":   func(s setup) { os.Remove(filepath.Join(s.dir, "p_tagged.go")) },
		"ignored file":   func(s setup) { write(t, s.dir, "p_tagged.go", "//go:build tagged\n\npackage p\n\nvar x int\n") },
		"other file":     func(s setup) { write(t, s.dir, "p.s", "// Hello.\n") },
		"import's facts": func(s setup) { write(t, s.dir, "q/q.go", "package q\n\nfunc Nap() {}\n") },
		"import's API":   func(s setup) { write(t, s.dir, "q/r.go", "package q\n\nfunc R() {}\n") },
		"import": func(s setup) {
			write(t, s.dir, "p.go", "package p\n\nimport \"sample/time\"\n\nfunc F() { time.Sleep(1) }\n")
		},
		"overlay":        func(s setup) { s.req.Overlay = map[string][]byte{filepath.Join(s.dir, "p.go"): []byte("package p\n")} },
		"new in overlay": func(s setup) { s.req.Overlay = map[string][]byte{filepath.Join(s.dir, "n.go"): []byte("package p\n")} },
		"module path": func(s setup) {
			write(t, s.dir, "go.mod", "module other\n\ngo 1.25\n")
			write(t, s.dir, "p.go", "package p\n\nimport \"other/q\"\n\nfunc F() { q.Nap() }\n")
			write(t, s.dir, "q/q.go", "package q\n\nfunc Nap() {}\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := ingredients()
			dir := testmod.Write(t, program)
			req := driver.Request{Dir: dir, Patterns: []string{"."}, Analyzers: []*analysis.Analyzer{a, testmod.Sleepy}}
			e := cached(t)
			before := run(t, e, req)
			same(t, "before", run(t, again(e), req), before)
			change(setup{dir, &req, a})
			after := run(t, again(e), req)
			same(t, "after", after, run(t, driver.Stream{}, req))
			same(t, "after, warm", run(t, again(e), req), after)
			if reflect.DeepEqual(after.Findings, before.Findings) && name != "flag of needed" {
				t.Error("the change has no effect: this proves nothing")
			}
			clean(t, "after", after)
			if worked(after) == 0 {
				t.Error("nothing was worked on")
			}
			if name != "GOOS" && name != "GOARCH" && name != "tests" && worked(after) > 8 {
				t.Errorf("%d packages worked on", worked(after))
			}
		})
	}
}

// loud is required by others and has a flag.
func loud() *analysis.Analyzer {
	a := &analysis.Analyzer{Name: "loud", Doc: "loud", Run: func(*analysis.Pass) (any, error) { return nil, nil }}
	a.Flags.Bool("loud", false, "say it louder")
	return a
}

// TestCacheSelection shows that results only grow: what was asked for once is
// there, whatever else is asked for.
func TestCacheSelection(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, layers)
	e := cached(t)
	e.Facts = []*analysis.Analyzer{testmod.Sleepy}
	sleepy, both := []*analysis.Analyzer{testmod.Sleepy}, []*analysis.Analyzer{clauses, testmod.Sleepy}
	other := ingredients()
	for i, step := range []struct {
		ask  []*analysis.Analyzer
		want int
	}{
		{both[:1], 4},
		{both[:1], 0},
		{sleepy, 4},
		{sleepy, 0},
		{both, 0},
		{[]*analysis.Analyzer{other}, 4},
		{both, 0},
		{[]*analysis.Analyzer{testmod.Sleepy, other, clauses}, 0},
	} {
		req := driver.Request{Dir: dir, Patterns: []string{"./..."}, Analyzers: step.ask}
		got := run(t, again(e), req)
		same(t, fmt.Sprint("step ", i), got, run(t, driver.Stream{}, req))
		if n := worked(got); n != step.want {
			t.Errorf("step %d: %d packages worked on, want %d", i, n, step.want)
		}
	}
}

func TestCacheSilenced(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, silenced)
	ints, strs := testmod.Obedient("ints", token.INT), testmod.Obedient("strs", token.STRING)
	e := cached(t)
	for i, step := range []struct {
		ask  []*analysis.Analyzer
		work bool
	}{
		{[]*analysis.Analyzer{clauses}, true}, // that asks for no directives
		{[]*analysis.Analyzer{ints}, true},
		{[]*analysis.Analyzer{ints, clauses}, false},
		{[]*analysis.Analyzer{ints, strs}, true},
		{[]*analysis.Analyzer{strs}, false},
		{[]*analysis.Analyzer{strs, ints}, false},
		{[]*analysis.Analyzer{clauses}, false},
	} {
		req := driver.Request{Dir: dir, Patterns: []string{"./p", "./g"}, Tests: true, Analyzers: step.ask}
		got := run(t, again(e), req)
		same(t, fmt.Sprint("step ", i), got, run(t, driver.Stream{}, req))
		if worked(got) > 0 != step.work {
			t.Errorf("step %d: %d packages worked on", i, worked(got))
		}
		if len(got.Silenced) == 0 != (len(step.ask) == 1 && step.ask[0] == clauses) {
			t.Errorf("step %d: %d silenced", i, len(got.Silenced))
		}
	}
}

// TestCacheMoved shows that a checkout may move: names in results follow.
func TestCacheMoved(t *testing.T) {
	testmod.Env(t)
	archive := lean() + `
-- low/line.go --
package low

//line gen/low.y:7
func Gen() { Nap() }
-- fixes/f.go --
package fixes

var x = 1
`
	e := cached(t)
	req := driver.Request{Patterns: []string{"./..."}, Tests: true, Analyzers: []*analysis.Analyzer{literals, testmod.Sleepy}}
	var want []string
	for i := range 3 {
		req.Dir = testmod.Write(t, archive)
		res := run(t, again(e), req)
		if i == 0 {
			want = lines(res, req.Dir)
			continue
		}
		sameLines(t, lines(res, req.Dir), want)
		same(t, "moved", res, run(t, driver.Stream{}, req))
		if n := worked(res); n > 0 {
			t.Errorf("%d packages worked on", n)
		}
	}
}

func TestCacheKeepsNoFailure(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, layers)
	fails := true
	check := &analysis.Analyzer{Name: "check", Doc: "check", Run: func(pass *analysis.Pass) (any, error) {
		if fails && pass.Pkg.Path() == "sample/core" {
			panic("no")
		}
		pass.Reportf(pass.Files[0].Package, "seen")
		return nil, nil
	}}
	facts := &analysis.Analyzer{Name: "facts", Doc: "facts", FactTypes: []analysis.Fact{new(note)}, Run: check.Run}
	for _, test := range []struct {
		a    *analysis.Analyzer
		want int // packages that have to be worked on each time
	}{{check, 1}, {facts, 3}} {
		t.Run(test.a.Name, func(t *testing.T) {
			e := cached(t)
			req := driver.Request{Dir: dir, Patterns: []string{"./..."}, Analyzers: []*analysis.Analyzer{test.a, testmod.Sleepy}}
			fails = true
			cold := run(t, e, req)
			warm := run(t, again(e), req)
			for _, res := range []*driver.Result{cold, warm} {
				if len(res.Problems) != 1 || res.Problems[0].Kind != driver.Internal {
					t.Errorf("problems %+v", res.Problems)
				}
				for i := range res.Problems {
					res.Problems[i].Stack = "" // has addresses
				}
			}
			same(t, "warm", warm, cold)
			if n := worked(warm); n != test.want {
				t.Errorf("%d packages worked on, want %d", n, test.want)
			}
			fails = false
			repaired := run(t, again(e), req)
			same(t, "repaired", repaired, run(t, driver.Stream{}, req))
			if len(repaired.Problems) > 0 || len(repaired.Findings) != len(cold.Findings)+1 {
				t.Errorf("repaired: %+v", repaired)
			}
		})
	}
}

func TestCacheBrokenPackages(t *testing.T) {
	testmod.Env(t)
	const sleep = "import \"sample/time\"\n\nfunc F() { time.Sleep(1) }\n"
	dir := testmod.Write(t, "-- time/time.go --\npackage time\n\nfunc Sleep(int) {}\n-- good/good.go --\npackage good\n\n"+sleep+`
-- bad/bad.go --
package bad

var X int = "x"
-- user/user.go --
package user

import "sample/bad"

var _ = bad.X
-- parse/parse.go --
package parse

func {
-- missing/missing.go --
package missing

import _ "sample/nosuch"
-- tested/tested.go --
package tested

`+sleep+`
-- tested/tested_test.go --
package tested

var _ = undefined
`)
	e := cached(t)
	req := driver.Request{Dir: dir, Patterns: []string{"./..."}, Tests: true, Analyzers: []*analysis.Analyzer{testmod.Sleepy, anyway}}
	want := run(t, driver.Stream{}, req)
	if len(want.Problems) != 4 {
		t.Errorf("%d problems: %+v", len(want.Problems), want.Problems)
	}
	same(t, "cold", run(t, again(e), req), want)
	same(t, "warm", run(t, again(e), req), want)
	write(t, dir, "bad/bad.go", "package bad\n\nvar X = \"x\"\n")
	same(t, "repaired", run(t, again(e), req), run(t, driver.Stream{}, req))
}

func TestCacheCancelled(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, layers)
	e := cached(t)
	var stop func()
	a := &analysis.Analyzer{Name: "stop", Doc: "stop", Run: func(pass *analysis.Pass) (any, error) {
		if stop != nil && pass.Pkg.Path() == "sample/mid" {
			stop()
		}
		pass.Reportf(pass.Files[0].Package, "seen")
		return nil, nil
	}}
	req := driver.Request{Dir: dir, Patterns: []string{"./..."}, Analyzers: []*analysis.Analyzer{a, testmod.Sleepy}}
	ctx, cancel := context.WithCancel(t.Context())
	stop = cancel
	if _, err := e.Run(ctx, req); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	stop = nil
	got := run(t, again(e), req)
	same(t, "after", got, run(t, driver.Stream{}, req))
	if n := worked(got); n != 2 {
		t.Errorf("%d packages worked on; mid, which was stopped at, and top were to be", n)
	}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "??", "*"))
	if err != nil || len(all) == 0 {
		t.Fatalf("%d files in %s: %v", len(all), dir, err)
	}
	return all
}

func TestCacheDamaged(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, layers)
	req := driver.Request{Dir: dir, Patterns: []string{"./..."}, Analyzers: []*analysis.Analyzer{clauses, testmod.Sleepy}}
	want := run(t, driver.Stream{}, req)
	whole := cached(t)
	run(t, whole, req)

	rewrite := func(edit func(data []byte) []byte) func(string) error {
		return func(name string) error {
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			return os.WriteFile(name, edit(data), 0o666)
		}
	}
	only := func(suffix string, f func(string) error) func(string) error {
		return func(name string) error {
			if !strings.HasSuffix(name, suffix) {
				return nil
			}
			return f(name)
		}
	}
	for what, damage := range map[string]func(string) error{
		"empty":          rewrite(func([]byte) []byte { return nil }),
		"truncated":      rewrite(func(b []byte) []byte { return b[:len(b)/2] }),
		"longer":         rewrite(func(b []byte) []byte { return append(b, 'x') }),
		"first byte":     rewrite(func(b []byte) []byte { b[0] ^= 0xff; return b }),
		"middle byte":    rewrite(func(b []byte) []byte { b[len(b)/2] ^= 1; return b }),
		"last byte":      rewrite(func(b []byte) []byte { b[len(b)-1] ^= 1; return b }),
		"data flipped":   only("-d", rewrite(func(b []byte) []byte { b[len(b)/3] ^= 4; return b })),
		"no data":        only("-d", os.Remove),
		"no index":       only("-a", os.Remove),
		"not files":      func(name string) error { return errors.Join(os.Remove(name), os.Mkdir(name, 0o777)) },
		"index shuffled": nil,
	} {
		t.Run(what, func(t *testing.T) {
			e := cached(t)
			if err := os.CopyFS(e.Cache.Dir, os.DirFS(whole.Cache.Dir)); err != nil {
				t.Fatal(err)
			}
			if damage == nil {
				// Each index entry is that of another package.
				damage = only("-a", func(name string) error {
					other := files(t, whole.Cache.Dir)[0]
					for _, f := range files(t, whole.Cache.Dir) {
						if strings.HasSuffix(f, "-a") && filepath.Base(f) != filepath.Base(name) {
							other = f
						}
					}
					data, _ := os.ReadFile(other)
					return os.WriteFile(name, data, 0o666)
				})
			}
			for _, name := range files(t, e.Cache.Dir) {
				if err := damage(name); err != nil {
					t.Fatal(err)
				}
			}
			got := run(t, again(e), req)
			same(t, "damaged", got, want)
			if len(got.Warnings) > 1 {
				t.Errorf("warnings %q", got.Warnings)
			}
			if worked(got) == 0 {
				t.Error("nothing was worked on: this proves nothing")
			}
			if what == "not files" {
				return // cannot be repaired
			}
			repaired := run(t, again(e), req)
			same(t, "repaired", repaired, want)
			if n := worked(repaired); n > 0 {
				t.Errorf("%d packages worked on after the repair", n)
			}
			clean(t, "repaired", repaired)
		})
	}
}

func TestCacheUnusable(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, layers)
	req := driver.Request{Dir: dir, Patterns: []string{"./..."}, Analyzers: []*analysis.Analyzer{testmod.Sleepy}}
	want := run(t, driver.Stream{}, req)
	for name, make := range map[string]func(t *testing.T, dir string) error{
		"file":     func(_ *testing.T, dir string) error { return os.WriteFile(dir, nil, 0o666) },
		"not ours": func(_ *testing.T, dir string) error { return os.CopyFS(dir, os.DirFS(".")) },
		"subdirectory in the way": func(_ *testing.T, dir string) error {
			return errors.Join(os.Mkdir(dir, 0o777), os.WriteFile(filepath.Join(dir, "asynclint-cache.txt"), nil, 0o666), os.WriteFile(filepath.Join(dir, "7f"), nil, 0o666))
		},
		"read-only": func(t *testing.T, dir string) error {
			if os.Getuid() == 0 {
				t.Skip("root may write anywhere")
			}
			return os.Mkdir(dir, 0o555)
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := cached(t)
			if err := make(t, e.Cache.Dir); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				got := run(t, again(e), req)
				same(t, name, got, want)
				if len(got.Warnings) != 1 || strings.Contains(got.Warnings[0], "\n") {
					t.Errorf("warnings %q", got.Warnings)
				}
			}
		})
	}
	t.Run("below a file", func(t *testing.T) {
		e := driver.Stream{Cache: &driver.Cache{Dir: filepath.Join(dir, "go.mod", "cache")}}
		got := run(t, e, req)
		same(t, "below a file", got, want)
		if len(got.Warnings) != 1 {
			t.Errorf("warnings %q", got.Warnings)
		}
	})
	t.Run("full", func(t *testing.T) {
		// No file can be made where there are directories of that name.
		e := cached(t)
		run(t, e, req)
		for _, name := range files(t, e.Cache.Dir) {
			if err := errors.Join(os.Remove(name), os.Mkdir(name, 0o777)); err != nil {
				t.Fatal(err)
			}
		}
		got := run(t, again(e), req)
		same(t, "full", got, want)
		if len(got.Warnings) != 1 {
			t.Errorf("warnings %q", got.Warnings)
		}
	})
}

func TestCacheSize(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, layers)
	req := driver.Request{Dir: dir, Patterns: []string{"./..."}, Analyzers: []*analysis.Analyzer{testmod.Sleepy}}
	want := run(t, driver.Stream{}, req)
	e := cached(t)
	e.Cache.MaxSize = 4000
	for range 2 {
		same(t, "small", run(t, again(e), req), want)
		var size int64
		for _, name := range files(t, e.Cache.Dir) {
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			size += info.Size()
		}
		if size > e.Cache.MaxSize {
			t.Errorf("%d bytes", size)
		}
	}
}

func TestCacheSharing(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, lean())
	req := driver.Request{Dir: dir, Patterns: []string{"./..."}, Tests: true, Analyzers: []*analysis.Analyzer{clauses, testmod.Sleepy}}
	want := run(t, driver.Stream{}, req)
	e := cached(t)
	for range 2 { // into nothing, then into what is there
		var wg sync.WaitGroup
		results := make([]*driver.Result, 4)
		for i := range results {
			wg.Go(func() { results[i], _ = again(e).Run(t.Context(), req) })
		}
		wg.Wait()
		for _, res := range results {
			if res == nil {
				t.Fatal("a run failed")
			}
			same(t, "at once", res, want)
			clean(t, "at once", res)
		}
	}
	if n := worked(run(t, again(e), req)); n > 0 {
		t.Errorf("%d packages worked on", n)
	}
}

func TestCleanCache(t *testing.T) {
	testmod.Env(t)
	e := cached(t)
	dir := e.Cache.Dir
	if err := driver.CleanCache(dir); err != nil {
		t.Errorf("no cache: %v", err)
	}
	req := driver.Request{Dir: testmod.Write(t, layers), Patterns: []string{"./..."}, Analyzers: []*analysis.Analyzer{testmod.Sleepy}}
	run(t, e, req)
	if err := driver.CleanCache(dir); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
	run(t, again(e), req)
	write(t, dir, "mine.txt", "keep me")
	if err := driver.CleanCache(dir); err != nil {
		t.Error(err)
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 1 || list[0].Name() != "mine.txt" {
		t.Errorf("left: %v, %v", list, err)
	}
	if err := driver.CleanCache(dir); err == nil {
		t.Error("a directory that is not ours was cleaned")
	}
}

func TestCacheDir(t *testing.T) {
	env := func(s string) func(string) string {
		return func(name string) string {
			return map[string]string{"ASYNCLINT_CACHE": s}[name]
		}
	}
	abs := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", abs)
	t.Setenv("HOME", abs)
	t.Setenv("LocalAppData", abs)
	for in, want := range map[string]string{"off": "", abs: abs} {
		if dir, err := driver.CacheDir(env(in)); err != nil || dir != want {
			t.Errorf("CacheDir(%s) = %s, %v", in, dir, err)
		}
	}
	if dir, err := driver.CacheDir(env("")); err != nil || !strings.HasPrefix(dir, abs) || filepath.Base(dir) != "asynclint" {
		t.Errorf("CacheDir = %s, %v", dir, err)
	}
	if _, err := driver.CacheDir(env("here")); err == nil {
		t.Error("a relative path passes")
	}
}

func TestProgress(t *testing.T) {
	testmod.Env(t)
	e := cached(t)
	for range 2 {
		var all []driver.Progress
		run(t, again(e), driver.Request{
			Dir: testmod.Write(t, layers), Patterns: []string{"./..."}, Analyzers: []*analysis.Analyzer{testmod.Sleepy},
			Progress: func(p driver.Progress) { all = append(all, p) },
		})
		if all[0] != (driver.Progress{Phase: driver.Listing}) {
			t.Errorf("begins with %+v", all[0])
		}
		for i, p := range all[1:] {
			if p != (driver.Progress{Phase: driver.Analyzing, Done: i + 1, Total: len(all) - 1}) {
				t.Errorf("%d: %+v", i, p)
			}
		}
		if len(all) < 5 {
			t.Errorf("only %d", len(all))
		}
	}
}
