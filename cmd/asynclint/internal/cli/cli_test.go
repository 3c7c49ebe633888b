package cli

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

func quiet(name string) *analysis.Analyzer {
	return &analysis.Analyzer{Name: name, Doc: "nothing at all", Run: func(*analysis.Pass) (any, error) { return nil, nil }}
}

// suite stands in for ours.
var suite = []analyzers.Check{
	{Analyzer: quiet("calm"), Tier: analyzers.Advice, Pitfall: analyzers.Leaks},
	{Analyzer: quiet("loud"), Tier: analyzers.Bug, Pitfall: analyzers.Locks},
	{Analyzer: quiet("raw"), Tier: analyzers.Bug, Pitfall: analyzers.Locks, Nursery: true},
	{Analyzer: testmod.Sleepy, Tier: analyzers.Suspicious, Pitfall: analyzers.Blocking},
}

func asynclint(t *testing.T, dir string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	code = Command{
		Suite:    suite,
		Page:     func(c analyzers.Check) (string, error) { return "# " + c.Name() + "\n", nil },
		Patterns: func() (string, error) { return "   one  pattern\n", nil },
		Pattern: func(name string) (string, bool, error) {
			return "# " + name + "\n", name == "one", nil
		},
		Engine: driver.Stream{},
		Dir:    dir,
		Stdout: &out,
		Stderr: &errs,
	}.Run(t.Context(), args)
	return code, out.String(), errs.String()
}

func TestFindings(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, `
-- p/p.go --
package p

import "time"

func F() { time.Sleep(1) }
-- p/p_test.go --
package p

import "testing"

func TestF(t *testing.T) { F() }
-- p/x_test.go --
package p_test

import (
	"testing"

	"sample/p"
)

func TestF(t *testing.T) { p.F() }
-- clean/clean.go --
package clean
-- bad/bad.go --
package bad

var _ = undefined
-- a/a.go --
package a

import "time"

func F() {
	time.Sleep(1); time.Sleep(2)
	time.Sleep(3)
}
`)
	const (
		inA = `a/a.go:6:2: call of Sleep sleeps (sleepy)
a/a.go:6:17: call of Sleep sleeps (sleepy)
a/a.go:7:2: call of Sleep sleeps (sleepy)
`
		inP     = "p/p.go:5:12: call of Sleep sleeps (sleepy)\n"
		inTests = "p/p_test.go:5:28: call of F sleeps (sleepy)\n\tp/p.go:5:6: F is declared here\np/x_test.go:9:28: call of F sleeps (sleepy)\n"
		broken  = "asynclint: sample/bad: bad/bad.go:3:9: undefined: undefined\n"
	)
	below := func(s string) string { return strings.ReplaceAll(s, "p/", "") }
	absolute := func(s string) string { return strings.ReplaceAll(s, "p/p.go", filepath.Join(dir, "p", "p.go")) }
	for name, test := range map[string]struct {
		dir            string
		args           []string
		code           int
		stdout, stderr string
	}{
		"clean":                {args: []string{"./clean"}},
		"everything":           {code: 2, stdout: inA + inP + inTests, stderr: broken},
		"broken":               {args: []string{"./bad"}, code: 2, stderr: broken},
		"broken and clean":     {args: []string{"./bad", "./clean"}, code: 2, stderr: broken},
		"with tests":           {args: []string{"./p"}, code: 1, stdout: inP + inTests},
		"without tests":        {args: []string{"-tests=false", "./p"}, code: 1, stdout: inP},
		"by import path":       {args: []string{"-tests=false", "sample/p"}, code: 1, stdout: inP},
		"by absolute path":     {args: []string{"-tests=false", filepath.Join(dir, "p")}, code: 1, stdout: inP},
		"by file":              {args: []string{filepath.FromSlash("p/p.go")}, code: 1, stdout: inP},
		"by absolute file":     {args: []string{filepath.Join(dir, "p", "p.go")}, code: 1, stdout: inP},
		"files with a test":    {args: []string{"p/p.go", "p/p_test.go"}, code: 1, stdout: inP + inTests[:strings.Index(inTests, "p/x")]},
		"the same thing twice": {args: []string{"./a", "./a", "sample/a"}, code: 1, stdout: inA},
		"from inside":          {dir: "p", args: []string{"."}, code: 1, stdout: below(inP + inTests)},
		"from beside":          {dir: "clean", args: []string{"-tests=false", "../p"}, code: 1, stdout: absolute(inP)},
		"other checks":         {args: []string{"-checks=loud,calm", "./p"}},
		"stricter tier":        {args: []string{"-tier=bug", "./p"}},
		"std":                  {args: []string{"-tests=false", "fmt"}},
		"after --":             {args: []string{"-tests=false", "--", "./p"}, code: 1, stdout: inP},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := asynclint(t, filepath.Join(dir, test.dir), test.args...)
			if code != test.code || stdout != filepath.FromSlash(test.stdout) || stderr != filepath.FromSlash(test.stderr) {
				t.Errorf("exit %d\n%s\nstderr: %s\nwant %d\n%s\nstderr: %s", code, stdout, stderr, test.code, test.stdout, test.stderr)
			}
		})
	}
}

func TestDeterminism(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, "")
	_, want, _ := asynclint(t, dir, "time")
	if strings.Count(want, "\n") < 5 {
		t.Fatalf("too little to compare:\n%s", want)
	}
	for range 9 {
		if _, got, _ := asynclint(t, dir, "time"); got != want {
			t.Fatalf("got\n%s\nbefore it was\n%s", got, want)
		}
	}
}

func TestInternalError(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, "-- p.go --\npackage p\n")
	boom := *suite[1].Analyzer
	boom.Run = func(*analysis.Pass) (any, error) { panic("oh no") }
	var out, errs strings.Builder
	c := Command{
		Suite:  []analyzers.Check{{Analyzer: &boom, Tier: analyzers.Bug}},
		Engine: driver.Stream{},
		Dir:    dir, Stdout: &out, Stderr: &errs,
	}
	const want = "asynclint: internal error: loud failed on sample: panic: oh no\n"
	if code := c.Run(t.Context(), nil); code != Trouble || errs.String() != want || out.String() != "" {
		t.Errorf("exit %d: %s%s", code, out.String(), errs.String())
	}
	errs.Reset()
	if code := c.Run(t.Context(), []string{"-debug"}); code != Trouble || !strings.HasPrefix(errs.String(), want+"goroutine ") || !strings.Contains(errs.String(), "1 analyzed") {
		t.Errorf("with -debug: exit %d: %s", code, errs.String())
	}
}

func TestInterrupt(t *testing.T) {
	testmod.Env(t)
	ctx, cancel := context.WithCancel(t.Context())
	stop := *suite[1].Analyzer
	stop.Run = func(pass *analysis.Pass) (any, error) {
		cancel()
		pass.Reportf(pass.Files[0].Name.Pos(), "found in time")
		return nil, nil
	}
	var out, errs strings.Builder
	c := Command{
		Suite:  []analyzers.Check{{Analyzer: &stop, Tier: analyzers.Bug}},
		Engine: driver.Stream{},
		Dir:    testmod.Write(t, "-- p.go --\npackage p\n"), Stdout: &out, Stderr: &errs,
	}
	if code := c.Run(ctx, nil); code != Trouble || out.String() != "p.go:1:9: found in time (loud)\n" || errs.String() != "asynclint: interrupted: there may be more findings\n" {
		t.Errorf("exit %d: %s%s", code, out.String(), errs.String())
	}
	errs.Reset()
	if code := c.Run(ctx, nil); code != Trouble || errs.String() != "asynclint: interrupted\n" {
		t.Errorf("before it began: exit %d: %s", code, errs.String())
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWriteError(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, "-- p.go --\npackage p\n\nimport \"time\"\n\nfunc F() { time.Sleep(1) }\n")
	var errs strings.Builder
	code := Command{Suite: suite, Engine: driver.Stream{}, Dir: dir, Stdout: full{}, Stderr: &errs}.Run(t.Context(), nil)
	if code != Trouble || errs.String() != "asynclint: no space left\n" {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}

func TestSelect(t *testing.T) {
	for _, test := range []struct{ tier, list, want string }{
		{"", "", "loud sleepy"},
		{"bug", "", "loud"},
		{"suspicious", "", "loud sleepy"},
		{"advice", "", "calm loud sleepy"},
		{"", "all", "calm loud raw sleepy"},
		{"", "default", "loud sleepy"},
		{"", "raw", "raw"},
		{"", " raw , calm ", "calm raw"},
		{"", "-loud", "sleepy"},
		{"", "default,-loud,raw", "raw sleepy"},
		{"", "all,-all", `unknown check "all"`},
		{"", "-loud,loud", "loud sleepy"},
		{"", "loud,-loud", "no check is selected"},
		{"bug", "raw", "loud raw"},
		{"bug", "-loud", "no check is selected"},
		{"BUG", "", `unknown tier "BUG"`},
		{"", "nosuch", `unknown check "nosuch"`},
		{"", "-nosuch", `unknown check "nosuch"`},
		{"", ",", "no check is selected"},
	} {
		checks, err := analyzers.Select(suite, test.tier, test.list)
		var names []string
		for _, c := range checks {
			names = append(names, c.Name())
		}
		got := strings.Join(names, " ")
		if err != nil {
			got = err.Error()
		}
		if got != test.want && (err == nil || !strings.HasPrefix(got, test.want)) {
			t.Errorf("-tier=%s -checks=%s: %s, want %s", test.tier, test.list, got, test.want)
		}
	}
}

func TestOtherModes(t *testing.T) {
	code, stdout, stderr := asynclint(t, "", "-list")
	if want := `calm         advice      off  leaks     nothing at all
loud         bug         on   locks     nothing at all
raw          bug         off  locks     nothing at all
sleepy       suspicious  on   blocking  sleepy: report calls that sleep
staleignore  suspicious  on   comments  comments that silence checks, but none that reports something there
`; code != 0 || stdout != want || stderr != "" {
		t.Errorf("-list: exit %d\n%s%s", code, stdout, stderr)
	}

	code, stdout, stderr = asynclint(t, "", "-explain", "raw")
	if code != 0 || stdout != "# raw\n" || stderr != "" {
		t.Errorf("-explain: exit %d\n%s%s", code, stdout, stderr)
	}

	for _, test := range []struct {
		name           string
		code           int
		stdout, stderr string
	}{
		{"patterns", 0, "   one  pattern\n", ""},
		{"one", 0, "# one\n", ""},
		{"two", 2, "", "asynclint: unknown check \"two\" (asynclint -list shows them); no pattern has this name"},
	} {
		code, stdout, stderr = asynclint(t, "", "-explain", test.name)
		if code != test.code || stdout != test.stdout || !strings.HasPrefix(stderr, test.stderr) || test.stderr == "" && stderr != "" {
			t.Errorf("-explain %s: exit %d\n%s%s", test.name, code, stdout, stderr)
		}
	}

	code, stdout, stderr = asynclint(t, "", "-version")
	if code != 0 || !strings.HasPrefix(stdout, "asynclint ") || strings.Count(stdout, "\n") != 1 || stderr != "" {
		t.Errorf("-version: exit %d\n%s%s", code, stdout, stderr)
	}

	for _, flag := range []string{"-h", "-help", "--help"} {
		code, stdout, stderr = asynclint(t, "", flag)
		if code != 0 || stderr != "" {
			t.Errorf("%s: exit %d\n%s", flag, code, stderr)
		}
	}
	described := slices.Collect(strings.Lines(stdout))
	for _, flag := range []string{"c", "checks", "debug", "explain", "f", "list", "tags", "tests", "tier", "version"} {
		if !slices.ContainsFunc(described, func(l string) bool { return strings.HasPrefix(l, "  -"+flag) }) {
			t.Errorf("-h does not describe -%s", flag)
		}
	}
}
