package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// binary is asynclint as users have it; `go run` would turn exit code 2 into 1.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "asynclint")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "asynclint")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// result is how a command ended.
type result struct {
	code           int
	stdout, stderr string
}

func run(t *testing.T, dir string, env []string, name string, args ...string) result {
	t.Helper()
	r, err := try(dir, env, name, args...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// try is run for goroutines, which cannot end a test. The error is that of a
// command that did not start.
func try(dir string, env []string, name string, args ...string) (result, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(append(cmd.Environ(), "PWD="+dir), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if cmd.ProcessState == nil {
		return result{}, err
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}, nil
}

func TestBadInput(t *testing.T) {
	testmod.Env(t)
	const ok = "-- p.go --\npackage p\n"
	for _, test := range []struct {
		name    string
		archive string
		env     string // name=value
		args    string // $DIR is the directory of the module
		stderr  string // after "asynclint: ", one line
	}{
		{"flag", ok, "", "-nosuch", "flag provided but not defined: -nosuch (asynclint -h shows the flags)"},
		{"flag value", ok, "", "-tests=maybe", `invalid boolean value "maybe" for -tests: parse error (asynclint -h shows the flags)`},
		{"flag without value", ok, "", "-tier", "flag needs an argument: -tier (asynclint -h shows the flags)"},
		{"flag after package", ok, "", ". -tests=false", "flag -tests=false must stand before the packages"},
		{"check", ok, "", "-checks=nosuch", `unknown check "nosuch" (asynclint -list shows them)`},
		{"check left out", ok, "", "-checks=-nosuch", `unknown check "nosuch" (asynclint -list shows them)`},
		{"check explained", ok, "", "-explain=nosuch", `unknown check "nosuch" (asynclint -list shows them); no pattern has this name, either (asynclint -explain patterns shows those)`},
		{"tier", ok, "", "-tier=nosuch", `unknown tier "nosuch" (tiers are bug, suspicious, advice)`},

		{"format", ok, "", "-f=nosuch", `unknown format "nosuch" (formats are text, stylish, json, jsonl, sarif, github, codeclimate, checkstyle, junit, rdjson, rdjsonl)`},
		{"format, upper case", ok, "", "-f=JSON", `unknown format "JSON" (formats are text, stylish, json, jsonl, sarif, github, codeclimate, checkstyle, junit, rdjson, rdjsonl)`},
		{"format, empty", ok, "", "-f=", `unknown format "" (formats are text, stylish, json, jsonl, sarif, github, codeclimate, checkstyle, junit, rdjson, rdjsonl)`},
		{"format without value", ok, "", "-f", "flag needs an argument: -f (asynclint -h shows the flags)"},
		{"context", ok, "", "-c=many", `invalid value "many" for flag -c: parse error (asynclint -h shows the flags)`},
		{"context below zero", ok, "", "-c=-1", `invalid value "-1" for flag -c: below zero (asynclint -h shows the flags)`},
		{"context without limit", ok, "", "-c=99999999999999999999", `invalid value "99999999999999999999" for flag -c: value out of range (asynclint -h shows the flags)`},

		{"version of Go", ok, "", "-go=two", `unknown version of Go "two" (a version is 1.22, say)`},
		{"platform", ok, "", "-matrix=linux,Linux", `"Linux" is not a platform (platforms are GOOS, GOOS/GOARCH, and either with +tag behind it)`},
		{"unknown platform", ok, "", "-matrix=nosuch", "nosuch: go: unsupported GOOS/GOARCH pair nosuch/$GOARCH"},
		{"failing check", ok, "", "-fail=nosuch", `unknown check "nosuch" (asynclint -list shows them)`},
		{"nothing selected", ok, "", "-checks=sleepctx,-sleepctx", "no check is selected"},
		{"shell", ok, "", "completion tcsh", "asynclint completion wants a shell: bash, fish or zsh"},

		{"settings, missing", ok, "", "-config=nosuch.yml", "nosuch.yml: no such file or directory"},
		{"settings, directory", ok, "", "-config=.", ".: is a directory"},
		{"settings, key", ok + "-- .asynclint.yml --\ntier: bug\nchekcs: all\n", "", "", `.asynclint.yml:2: unknown key "chekcs"`},
		{"settings, check", ok + "-- .asynclint.yml --\nchecks: nosuch\n", "", "", `.asynclint.yml:1: unknown check "nosuch" (asynclint -list shows them)`},
		{"settings, tier", ok + "-- .asynclint.yml --\n\ntier: nosuch\n", "", "", `.asynclint.yml:2: unknown tier "nosuch" (tiers are bug, suspicious, advice)`},
		{"settings, type", ok + "-- .asynclint.yml --\ntests: [1]\n", "", "", ".asynclint.yml:1: a list is not what belongs here"},
		{"settings, syntax", ok + "-- .asynclint.yml --\ntags: 'a\n", "", "", ".asynclint.yml:2: found unexpected end of stream"},
		{"settings, severity", ok + "-- .asynclint.yml --\nseverity:\n  nosuch: bug\n", "", "", `.asynclint.yml:2: unknown check "nosuch" (asynclint -list shows them)`},
		{"settings, exclusion", ok + "-- .asynclint.yml --\nexclude:\n- checks: sleepctx\n", "", "", ".asynclint.yml:1: an entry without a path"},
		{"settings, function", ok + "-- .asynclint.yml --\nfunctions:\n- p.F blocks(net)\n- p.G blocks(soup)\n", "", "", `.asynclint.yml:3: p.G: no way to block is called "soup"`},
		{"settings, twice", ok + "-- .asynclint.yml --\ntier: bug\ntier: bug\n", "", "", `.asynclint.yml:2: mapping key "tier" already defined at line 1`},

		{"directory", ok, "", "./nosuch", "./nosuch: stat $DIR/nosuch: directory not found"},
		{"absolute directory", ok, "", "$DIR/nosuch", "sample/nosuch: stat $DIR/nosuch: directory not found"},
		{"pattern", ok, "", "./nosuch/...", "./nosuch/...: pattern ./nosuch/...: lstat ./nosuch/: no such file or directory"},
		{"import path", ok, "", "nosuch.org/x", "nosuch.org/x: no required module provides package nosuch.org/x; to add it: go get nosuch.org/x"},
		{"file", ok, "", "./nosuch.go", "./nosuch.go: stat $DIR/nosuch.go: directory not found"},
		{"file and directory", ok, "", "p.go ./p", "named files must be .go files: ./p"},
		{"files of two directories", ok + "-- q/q.go --\npackage q\n", "", "p.go q/q.go", "command-line-arguments: named files must all be in one directory; have . and q"},
		{"equals sign", ok, "", "file=p.go", `file=p.go: malformed import path "file=p.go": invalid char '='`},
		{"outside of the module", ok, "", "..", "..: no Go files in $UP"},
		{"no packages", "", "", "", "no packages match ./..."},
		{"empty directory", "-- d/x.txt --\n", "", "./d", "./d: no Go files in $DIR/d"},
		{"build constraint", "-- p.go --\n//go:build nosuch\n\npackage p\n", "", ".", "sample: build constraints exclude all Go files in $DIR"},

		{"empty file", "-- p.go --\n", "", "", "sample: p.go:1:1: expected 'package', found 'EOF'"},
		{"package clause", "-- p.go --\npakage p\n", "", "", "sample: p.go:1:1: expected 'package', found pakage"},
		{"two package clauses", ok + "-- q.go --\npackage q\n", "", "", "sample: found packages p (p.go) and q (q.go) in $DIR"},
		{"syntax", "-- p.go --\npackage p\n\nfunc f() { x := }\n", "", "", "sample: p.go:3:17: expected operand, found '}'"},
		{"many syntax errors", "-- p.go --\npackage p\n\nfunc f() { x := }\nfunc g() { y := }\n", "", "", "sample: p.go:3:17: expected operand, found '}' (and 1 more)"},
		{"type", "-- p.go --\npackage p\n\nvar x int = `a`\n", "", "", "sample: p.go:3:13: cannot use `a` (untyped string constant \"a\") as int value in variable declaration"},
		{"types", "-- p.go --\npackage p\n\nfunc f() { a, b, c = 1, 2, 3 }\n", "", "", "sample: p.go:3:12: undefined: a (and 2 more)"},
		{"unused variable", "-- p.go --\npackage p\n\nfunc f() { x := 1 }\n", "", "", "sample: p.go:3:12: declared and not used: x"},
		{"redeclared", ok + "\nfunc f() {}\n-- q.go --\npackage p\n\nfunc f() {}\n", "", "", "sample: q.go:3:6: f redeclared in this block"},
		{"language version", "-- go.mod --\nmodule sample\n\ngo 1.17\n-- p.go --\npackage p\n\ntype T[P any] int\n", "", "", "sample: p.go:3:8: type parameter requires go1.18 or later (and 1 more)"},
		{"type error in test", ok + "-- p_test.go --\npackage p\n\nvar x = y\n", "", "", "sample: p_test.go:3:9: undefined: y"},
		{"wrong test function", ok + "-- p_test.go --\npackage p\n\nimport `testing`\n\nfunc TestX(b *testing.B) {}\n", "", "", "sample: p_test.go:5:1: wrong signature for TestX, must be: func TestX(t *testing.T)"},

		{"missing module", "-- p.go --\npackage p\n\nimport _ `nosuch.org/x`\n", "", "", "nosuch.org/x: p.go:3:8: no required module provides package nosuch.org/x; to add it: go get nosuch.org/x (not analyzed because of it: sample)"},
		{"missing package", "-- p.go --\npackage p\n\nimport _ `sample/nosuch`\n", "", "", "sample/nosuch: p.go:3:8: package sample/nosuch is not in std ($GOROOT/src/sample/nosuch) (not analyzed because of it: sample)"},
		{"missing module in test", ok + "-- p_test.go --\npackage p_test\n\nimport _ `nosuch.org/x`\n", "", "", "nosuch.org/x: p_test.go:3:8: no required module provides package nosuch.org/x; to add it: go get nosuch.org/x (not analyzed because of it: sample)"},
		{"import cycle", "-- a/a.go --\npackage a\n\nimport _ `sample/b`\n-- b/b.go --\npackage b\n\nimport _ `sample/a`\n", "", "", "sample/a: import cycle not allowed: import stack: [sample/a sample/b sample/a] (not analyzed because of it: sample/b)"},
		{"import of itself", "-- a/a.go --\npackage a\n\nimport _ `sample/a`\n", "", "", "sample/a: import cycle not allowed: import stack: [sample/a sample/a]"},
		{"import of main", "-- m/m.go --\npackage main\n\nfunc main() {}\n-- p.go --\npackage p\n\nimport _ `sample/m`\n", "", "", `sample: p.go:3:8: import "sample/m" is a program, not an importable package`},
		{"import of internal", "-- p.go --\npackage p\n\nimport _ `internal/abi`\n", "", "", "sample: p.go:3:8: use of internal package internal/abi not allowed"},
		{"import of broken", "-- a/a.go --\npackage a\n\nvar X = y\n-- b/b.go --\npackage b\n\nimport `sample/a`\n\nvar Y = a.X\n-- c/c.go --\npackage c\n\nimport _ `sample/b`\n", "", "", "sample/a: a/a.go:3:9: undefined: y (not analyzed because of it: sample/b and 1 more)"},

		{"go.mod", ok + "-- go.mod --\nmodule sample\nnosuch\n", "", "", "go: errors parsing go.mod: go.mod:2: unknown directive: nosuch"},
		{"no go.mod", ok, "GO111MODULE=nosuch", "", "go: unknown environment setting GO111MODULE=nosuch"},
		{"newer Go", ok + "-- go.mod --\nmodule sample\n\ngo 1.9999\n", "", "", "go: go.mod requires go >= 1.9999 (running go $GOVERSION; GOTOOLCHAIN=local)"},
		{"GOFLAGS, unknown flag", ok, "GOFLAGS=-nosuch", "", "go: parsing $GOFLAGS: unknown flag -nosuch"},
		{"GOFLAGS, no flag", ok, "GOFLAGS=nosuch", "", `go: parsing $GOFLAGS: non-flag "nosuch"`},
		{"GOFLAGS, output", ok, "GOFLAGS=-json", "", "go list -f cannot be used with -json"},
		{"GOOS", ok, "GOOS=nosuch", "", "go: unsupported GOOS/GOARCH pair nosuch/$GOARCH"},
		{"packages driver", ok, "GOPACKAGESDRIVER=/nosuch", "", "/nosuch: fork/exec /nosuch: no such file or directory"},
		{"no go command", ok, "PATH=/nosuch", "", `go command required, not found: exec: "go": executable file not found in $PATH`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if runtime.GOOS == "windows" && strings.Contains(test.stderr+test.env, "no") {
				t.Skip("the operating system words it differently")
			}
			dir := testmod.Write(t, test.archive)
			expand := strings.NewReplacer("$DIR", dir, "$UP", filepath.Dir(dir),
				"$GOROOT", strings.TrimSpace(run(t, dir, nil, "go", "env", "GOROOT").stdout),
				"$GOVERSION", strings.TrimPrefix(runtime.Version(), "go"), "$GOARCH", runtime.GOARCH).Replace
			var env []string
			if test.env != "" {
				env = []string{test.env}
			}
			got := run(t, dir, env, binary, strings.Fields(expand(test.args))...)
			want := result{2, "", "asynclint: " + expand(test.stderr) + "\n"}
			if got != want {
				t.Errorf("got\n%+v\nwant\n%+v", got, want)
			}
		})
	}
}

func TestGoodInput(t *testing.T) {
	testmod.Env(t)
	const ok = "-- p.go --\npackage p\n"
	for name, test := range map[string]struct {
		archive string
		env     string
		args    string
	}{
		"module":                  {ok, "", ""},
		"only tests":              {"-- p_test.go --\npackage p\n", "", ""},
		"only tests, left out":    {"-- p_test.go --\npackage p\n", "", "-tests=false"},
		"only outside tests":      {"-- p_test.go --\npackage p_test\n", "", ""},
		"directory called x.test": {"-- x.test/x.go --\npackage main\n\nfunc main() {}\n", "", ""},
		"assembly":                {"-- p.go --\npackage p\n\nfunc f()\n-- p.s --\n", "", ""},
		"unsafe":                  {ok, "", "unsafe"},
		"std and its vendored":    {ok, "", "errors vendor/golang.org/x/net/http/httpguts"},
		"tags":                    {"-- p.go --\n//go:build odd\n\npackage p\n", "", "-tags=even,odd ."},
		"tags in GOFLAGS":         {"-- p.go --\n//go:build odd\n\npackage p\n", "GOFLAGS=-tags=odd", "."},
		"tags beat GOFLAGS":       {"-- p.go --\n//go:build !odd\n\npackage p\n", "GOFLAGS=-tags=odd", "-tags=even ."},
		"without modules":         {ok, "GO111MODULE=off", "."},
		"workspace":               {ok + "-- q/go.mod --\nmodule other\n-- q/q.go --\npackage q\n-- go.work --\ngo 1.26\n\nuse (\n\t.\n\t./q\n)\n", "GOWORK=", ". other"},
		"no newline at the end":   {"-- p.go --\npackage p", "", ""},
		"std's name, another":     {"-- go.mod --\nmodule time\n\ngo 1.26\n-- x/p.go --\npackage x\n", "", "time/x"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := testmod.Write(t, test.archive)
			var env []string
			if test.env != "" {
				env = []string{test.env}
			}
			if got := run(t, dir, env, binary, strings.Fields(test.args)...); got != (result{}) {
				t.Errorf("got\n%+v\nwant nothing at all", got)
			}
		})
	}
}

// sleeping has one finding of sleepctx.
const sleeping = `
-- p/p.go --
package p

import (
	"context"
	"time"
)

func F(ctx context.Context, try func() error) {
	for try() != nil {
		time.Sleep(time.Second)
	}
}
`

func TestFinding(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, sleeping)
	got := run(t, dir, nil, binary)
	at := filepath.Join("p", "p.go") + ":10:3: "
	if got.code != 1 || !strings.HasPrefix(got.stdout, at) || !strings.HasSuffix(strings.SplitAfter(got.stdout, "\n")[0], " (sleepctx)\n") || got.stderr != "" {
		t.Fatalf("%+v", got)
	}

	// The go command's vet protocol finds the same at the same place.
	first, _, _ := strings.Cut(got.stdout, "\n")
	message := strings.TrimSuffix(strings.TrimPrefix(first, at), " (sleepctx)")
	vet := run(t, dir, nil, "go", "vet", "-vettool="+binary, "./...")
	if vet.code != 1 || !strings.Contains(vet.stderr, at+message) {
		t.Errorf("go vet: %+v\nwant %s%s", vet, at, message)
	}
}

func TestExplain(t *testing.T) {
	got := run(t, t.TempDir(), nil, binary, "-explain", "sleepctx")
	if got.code != 0 || !strings.HasPrefix(got.stdout, "# sleepctx\n") || got.stderr != "" {
		t.Errorf("%+v", got)
	}
}

func TestCgo(t *testing.T) {
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("no C compiler")
	}
	testmod.Env(t)
	dir := testmod.Write(t, strings.Replace(sleeping, "import (", "// int one(void) { return 1; }\nimport \"C\"\n\nimport (", 1)+"\nvar One = C.one()\n")
	at := filepath.Join("p", "p.go") + ":13:3: "
	got := run(t, dir, nil, binary)
	if got.code != 1 || !strings.HasPrefix(got.stdout, at) || got.stderr != "" {
		t.Errorf("%+v, want a finding at %s", got, at)
	}
}

// TestVetProtocol is what the go command asks before anything else; the checks
// that are off by default must not be among the flags.
func TestVetProtocol(t *testing.T) {
	dir := t.TempDir()
	if got := run(t, dir, nil, binary, "-V=full"); got.code != 0 || !strings.Contains(got.stdout, " version ") {
		t.Errorf("-V=full: %+v", got)
	}
	got := run(t, dir, nil, binary, "-flags")
	if got.code != 0 {
		t.Errorf("-flags: %+v", got)
	}
	for _, c := range analyzers.Suite() {
		if strings.Contains(got.stdout, fmt.Sprintf("%q", c.Name())) != c.Default() {
			t.Errorf("-flags and %s, which is on by default: %t\n%s", c.Name(), c.Default(), got.stdout)
		}
	}
	testmod.Env(t)
	clean := testmod.Write(t, "-- p.go --\npackage p\n")
	if got := run(t, clean, nil, "go", "vet", "-vettool="+binary, "./..."); got != (result{}) {
		t.Errorf("go vet on clean code: %+v", got)
	}
}

// TestCleanCache: it removes what a run has kept, and nothing that is not ours.
func TestCleanCache(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, "-- p.go --\npackage p\n")
	cache := filepath.Join(t.TempDir(), "cache")
	env := []string{"ASYNCLINT_CACHE=" + cache}
	if got := run(t, dir, env, binary); got != (result{}) {
		t.Fatalf("%+v", got)
	}
	if _, err := os.Stat(cache); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := run(t, dir, env, binary, "-clean-cache"); got != (result{}) {
			t.Errorf("%+v", got)
		}
		if _, err := os.Stat(cache); !os.IsNotExist(err) {
			t.Errorf("after -clean-cache: %v", err)
		}
	}
	want := result{2, "", "asynclint: " + dir + " is not a cache of asynclint: it has no asynclint-cache.txt\n"}
	if got := run(t, dir, []string{"ASYNCLINT_CACHE=" + dir}, binary, "-clean-cache"); got != want {
		t.Errorf("another directory: %+v\nwant %+v", got, want)
	}
}

// TestTwoAtOnce: processes that share a cache, each of them new to it, do not
// disturb each other, and a third finds all that it needs.
func TestTwoAtOnce(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, sleeping)
	env := []string{"ASYNCLINT_CACHE=" + filepath.Join(t.TempDir(), "cache")}
	want := run(t, dir, nil, binary)
	if want.code != 1 {
		t.Fatalf("%+v", want)
	}
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			if got, err := try(dir, env, binary); err != nil || got != want {
				t.Errorf("%+v %v\nwant %+v", got, err, want)
			}
		})
	}
	group.Wait()
	got := run(t, dir, env, binary, "-debug")
	if got.code != 1 || got.stdout != want.stdout || !strings.Contains(got.stderr, "0 analyzed, 0 for facts") {
		t.Errorf("afterwards: %+v", got)
	}
}

// TestBadCache: a cache that cannot be used costs time and a warning.
func TestBadCache(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, "-- p.go --\npackage p\n")
	for cache, want := range map[string]string{
		dir:                                 "the cache cannot be used, so this takes longer: " + dir + " holds other files, and no asynclint-cache.txt",
		filepath.Join(dir, "p.go"):          "the cache cannot be used, so this takes longer: mkdir " + filepath.Join(dir, "p.go") + ": not a directory",
		filepath.Join(dir, "p.go", "below"): "the cache cannot be used, so this takes longer: mkdir " + filepath.Join(dir, "p.go") + ": not a directory",
		"relative":                          "ASYNCLINT_CACHE=relative is not an absolute path (or off)",
	} {
		if got := run(t, dir, []string{"ASYNCLINT_CACHE=" + cache}, binary); got != (result{0, "", "asynclint: warning: " + want + "\n"}) {
			t.Errorf("%s: %+v\nwant %s", cache, got, want)
		}
	}
	if got := run(t, dir, []string{"ASYNCLINT_CACHE=off"}, binary); got != (result{}) {
		t.Errorf("off: %+v", got)
	}
}
