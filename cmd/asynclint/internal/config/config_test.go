package config_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/config"
)

func check(name string, tier analyzers.Tier) analyzers.Check {
	return analyzers.Check{Analyzer: &analysis.Analyzer{Name: name}, Tier: tier}
}

var suite = []analyzers.Check{
	check("calm", analyzers.Advice),
	check("loud", analyzers.Bug),
	check("odd", analyzers.Suspicious),
}

func write(t testing.TB, dir, text string) string {
	t.Helper()
	name := filepath.Join(dir, config.Name)
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	name := write(t, dir, `# of this project
checks: default, -odd
tier: suspicious
tests: false
tags: [a, b]
go: "1.22"
matrix:
  - linux
  - windows/arm64+a+b
exclude:
  - ./third_party/...
  - path: gen
    checks: odd, calm
severity:
  odd: bug
fail: bug
baseline: none
`)
	got, err := config.Read(name, dir, suite)
	if err != nil {
		t.Fatal(err)
	}
	off := false
	want := &config.Config{
		Settings: analyzers.Settings{Checks: analyzers.List{"default", "-odd"}, Tier: "suspicious"},
		Tests:    &off,
		Tags:     analyzers.List{"a", "b"},
		Go:       "1.22",
		Matrix:   analyzers.List{"linux", "windows/arm64+a+b"},
		Exclude:  []config.Exclude{{Path: "./third_party/..."}, {Path: "gen", Checks: analyzers.List{"odd", "calm"}}},
		Severity: map[string]analyzers.Tier{"odd": "bug"},
		Fail:     analyzers.List{"bug"},
		Baseline: "none",
		File:     name,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

// TestMistakes: each is one line, with the line of the mistake.
func TestMistakes(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"unknown key", "checks: all\nchekcs: all\n", `2: unknown key "chekcs"`},
		{"unknown key below", "exclude:\n- path: x\n  check: loud\n", `3: unknown key "check"`},
		{"unknown check", "# one\nchecks: default,nosuch\n", `2: unknown check "nosuch" (asynclint -list shows them)`},
		{"unknown check in a list", "tests: true\nchecks:\n- loud\n- nosuch\n", `2: unknown check "nosuch" (asynclint -list shows them)`},
		{"nothing selected", "checks: -loud,-odd\n", "1: no check is selected"},
		{"unknown tier", "tier: bugs\n", `1: unknown tier "bugs" (tiers are bug, suspicious, advice)`},
		{"mapping as list", "checks: {a: b}\n", "1: a mapping is not what belongs here"},
		{"list as text", "go: [1]\n", "1: a list is not what belongs here"},
		{"not a boolean", "tests: maybe\n", `1: "maybe" is not what belongs here`},
		{"version of Go", "\n\ngo: 1.x\n", `3: unknown version of Go "1.x" (a version is 1.22, say)`},
		{"platform", "matrix: [linux, Linux]\n", `1: "Linux" is not a platform (platforms are GOOS, GOOS/GOARCH, and either with +tag behind it)`},
		{"fail", "fail: loud,bugs\n", `1: unknown check "bugs" (asynclint -list shows them)`},
		{"exclude nothing", "exclude:\n- checks: loud\n", "1: an entry without a path"},
		{"exclude unknown", "exclude:\n- path: x\n  checks: nosuch\n", `1: unknown check "nosuch" (asynclint -list shows them)`},
		{"function unknown attribute", "functions:\n- p.F blocks(net)\n\n- p.G soup\n", `4: p.G: unknown attribute "soup"`},
		{"function known", "tier: bug\nfunctions: [time.Sleep blocks(net)]\n", "2: time.Sleep: what this function does is known"},
		{"function twice", "functions:\n- p.F blocks(net)\n- p.F blocks(http)\n", "3: a second row for p.F"},
		{"function empty", "functions:\n- p.F blocks(net)\n- ''\n", "3: an empty row"},
		{"function as mapping", "functions: {p.F: net}\n", "1: a mapping is not what belongs here"},
		{"severity of unknown", "severity:\n  loud: bug\n  nosuch: bug\n", `3: unknown check "nosuch" (asynclint -list shows them)`},
		{"severity unknown", "severity:\n  loud: error\n", `2: unknown tier "error" (tiers are bug, suspicious, advice)`},
		{"twice", "tier: bug\ntier: bug\n", `2: mapping key "tier" already defined at line 1`},
		{"second document", "tier: bug\n---\ntier: bug\n", "2: a second document"},
		{"list", "- tier\n", "1: a list is not what belongs here"},
		{"text", "tier\n", `1: "tier" is not what belongs here`},
		{"open quote", "tier: 'bug\n", "2: found unexpected end of stream"},
		{"tab", "\ttier: bug\n", "1: found character that cannot start any token"},
		{"unknown anchor", "tier: *x\n", "1: unknown anchor 'x' referenced"},
		{"binary", "\x00\x01", "1: control characters are not allowed"},
		{"not UTF-8", "tier: \xff\n", "1: invalid leading UTF-8 octet"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			_, err := config.Read(write(t, dir, test.text), dir, suite)
			if want := config.Name + ":" + test.want; err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

func TestUnreadable(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "d.yml"), 0o777); err != nil {
		t.Fatal(err)
	}
	big := write(t, dir, "# "+strings.Repeat("x", 1<<20))
	for name, want := range map[string]string{
		"nosuch.yml":                   "nosuch.yml: no such file or directory",
		"d.yml":                        "d.yml: is a directory",
		big:                            config.Name + ": larger than 1 MB",
		filepath.Join(dir, "nosuch.y"): "nosuch.y: no such file or directory",
	} {
		if _, err := config.Read(name, dir, suite); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}

func TestNothing(t *testing.T) {
	dir := t.TempDir()
	for _, text := range []string{"", "# only a comment\n", "---\n", "checks:\ntier:\nexclude:\n"} {
		got, err := config.Read(write(t, dir, text), dir, suite)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		got.File = ""
		if !reflect.DeepEqual(got, new(config.Config)) {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// TestFind: upwards, but not out of the repository.
func TestFind(t *testing.T) {
	dir := t.TempDir()
	deep := filepath.Join(dir, "repo", "a", "b")
	if err := os.MkdirAll(deep, 0o777); err != nil {
		t.Fatal(err)
	}
	outside := write(t, dir, "")
	if got := config.Find(deep); got != outside {
		t.Errorf("without a repository: %q", got)
	}
	if err := os.Mkdir(filepath.Join(dir, "repo", ".git"), 0o777); err != nil {
		t.Fatal(err)
	}
	if got := config.Find(deep); got != "" {
		t.Errorf("found outside of the repository: %q", got)
	}
	inside := write(t, filepath.Join(dir, "repo"), "")
	if got := config.Find(deep); got != inside {
		t.Errorf("%q, want %q", got, inside)
	}
	// A folder of this name is not the file.
	if err := os.Mkdir(filepath.Join(deep, config.Name), 0o777); err != nil {
		t.Fatal(err)
	}
	if got := config.Find(deep); got != inside {
		t.Errorf("%q, want %q", got, inside)
	}
}

func TestExcluded(t *testing.T) {
	root := t.TempDir()
	for _, test := range []struct {
		path string
		in   []string
		out  []string
	}{
		{"./gen", []string{"gen/a.go"}, []string{"a.go", "gen/x/a.go", "generic/a.go", "x/gen/a.go"}},
		{"gen/", []string{"gen/a.go"}, []string{"gen/x/a.go"}},
		{"./gen/...", []string{"gen/a.go", "gen/x/y/a.go"}, []string{"generic/a.go", "a.go"}},
		{"gen...", []string{"gen/a.go", "generic/x/a.go"}, []string{"a/gen/a.go"}},
		{".../gen", []string{"a/gen/a.go", "a/b/gen/a.go"}, []string{"a/gen/x/a.go"}},
		{".../gen/...", []string{"a/gen/a.go", "a/gen/b/a.go"}, []string{"a/genx/a.go"}},
		{"./...", []string{"a.go", "a/b.go"}, nil},
		{".", []string{"a.go"}, []string{"a/b.go"}},
		{"gen/a.go", []string{"gen/a.go"}, []string{"gen/b.go"}},
		{"a+b(c", []string{"a+b(c/x.go"}, []string{"aab(c/x.go"}},
		{"../...", nil, []string{"a.go"}},
	} {
		c := &config.Config{File: filepath.Join(root, config.Name), Exclude: []config.Exclude{{Path: test.path}}}
		for _, name := range test.in {
			if !c.Excluded("loud", filepath.Join(root, filepath.FromSlash(name))) {
				t.Errorf("%s should exclude %s", test.path, name)
			}
		}
		for _, name := range append(test.out, "../x.go") {
			if c.Excluded("loud", filepath.Join(root, filepath.FromSlash(name))) {
				t.Errorf("%s should not exclude %s", test.path, name)
			}
		}
	}
	c := &config.Config{File: filepath.Join(root, config.Name), Exclude: []config.Exclude{{Path: "...", Checks: analyzers.List{"odd"}}}}
	if name := filepath.Join(root, "a.go"); !c.Excluded("odd", name) || c.Excluded("loud", name) {
		t.Error("exclusion of one check")
	}
}

func TestFailing(t *testing.T) {
	for list, want := range map[string]string{
		"":         "calm loud odd staleignore",
		"all":      "calm loud odd staleignore",
		"none":     "",
		"bug":      "loud",
		"advice":   "calm loud odd",
		"odd":      "odd",
		"-odd":     "calm loud staleignore",
		"all,-odd": "calm loud staleignore",
		"bug,odd":  "loud odd",
		"odd,none": "",
	} {
		fails, err := config.Failing(suite, strings.FieldsFunc(list, func(r rune) bool { return r == ',' }))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, name := range []string{"calm", "loud", "odd", "staleignore"} {
			if fails(name) {
				got = append(got, name)
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %s, want %s", list, s, want)
		}
	}
}

func TestParsePlatform(t *testing.T) {
	for s, want := range map[string]config.Platform{
		"linux":            {OS: "linux"},
		"js/wasm":          {OS: "js", Arch: "wasm"},
		"linux/amd64+a+b2": {OS: "linux", Arch: "amd64", Tags: []string{"a", "b2"}},
		"+integration":     {Tags: []string{"integration"}},
	} {
		want.Name = s
		if got, err := config.ParsePlatform(s); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v %v", s, got, err)
		}
	}
	for _, s := range []string{"", "/amd64", "linux/", "linux/a/b", "linux+", "a b", "linux,windows"} {
		if p, err := config.ParsePlatform(s); err == nil {
			t.Errorf("%q: %+v", s, p)
		}
	}
}

// FuzzRead: whatever is in a tree, reading it ends with settings or with one
// line.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"checks: all\n", "exclude:\n- path: ./...\n  checks: [a]\n", "a: &x [*x]\n", "tier: !!binary aa\n", "{}", "--- x\n...\n---\n"} {
		f.Add(s)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := config.Read(write(t, dir, text), dir, suite); err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%q", err)
		}
	})
}
