package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

const (
	linuxOnly = "//go:build linux\n\npackage p\n\nimport \"time\"\n\nfunc G() { time.Sleep(1) }\n"
	anywhere  = "package p\n\nimport \"time\"\n\nfunc F() { time.Sleep(1) }\n"
)

// TestSettings: flags win over the file, the file over the defaults.
func TestSettings(t *testing.T) {
	testmod.Env(t)
	const at = "p/p.go:5:12: call of Sleep sleeps (sleepy)\n"
	for name, test := range map[string]struct {
		file   string
		args   []string
		code   int
		stdout string
		stderr string
	}{
		"no file":                  {"", nil, 1, at, ""},
		"checks":                   {"checks: loud", nil, 0, "", ""},
		"flag wins":                {"checks: loud", []string{"-checks=sleepy"}, 1, at, ""},
		"flag takes away":          {"checks: loud,sleepy", []string{"-checks=-sleepy"}, 0, "", ""},
		"tier of a flag wins":      {"checks: loud", []string{"-tier=suspicious"}, 1, at, ""},
		"no file wanted":           {"checks: loud", []string{"-config=none"}, 1, at, ""},
		"other file":               {"checks: loud", []string{"-config=other.yml"}, 0, "", ""},
		"mistake":                  {"\ncheck: loud", nil, 2, "", "asynclint: .asynclint.yml:2: unknown key \"check\"\n"},
		"mistake, not wanted":      {"check: loud", []string{"-config", "none"}, 1, at, ""},
		"missing":                  {"", []string{"-config=nosuch.yml"}, 2, "", "asynclint: nosuch.yml: no such file or directory\n"},
		"excluded":                 {"exclude: [./p/...]", nil, 0, "", ""},
		"excluded, another check":  {"exclude: [{path: ./p/..., checks: loud}]", nil, 1, at, ""},
		"excluded, another folder": {"exclude: [./q]", nil, 1, at, ""},
		"fail":                     {"fail: loud", nil, 0, at, ""},
		"fail by tier":             {"fail: bug", nil, 0, at, ""},
		"fail, flag wins":          {"fail: loud", []string{"-fail=suspicious"}, 1, at, ""},
		"exit zero":                {"", []string{"-exit-zero"}, 0, at, ""},
		"exit zero, trouble":       {"", []string{"-exit-zero", "./nosuch"}, 2, "", "asynclint: ./nosuch: stat $DIR/nosuch: directory not found\n"},
		"severity":                 {"severity: {sleepy: bug}", []string{"-f=github"}, 1, "::error file=p/p.go,line=5,col=12,endColumn=25,title=asynclint%3A sleepy::" + at, ""},
		"go":                       {"", []string{"-go=1.17", "./generic"}, 2, "", "asynclint: sample/generic: generic/g.go:3:8: type parameter requires go1.18 or later (and 1 more)\n"},
		"go in the file":           {"go: '1.17'", []string{"./generic"}, 2, "", "asynclint: sample/generic: generic/g.go:3:8: type parameter requires go1.18 or later (and 1 more)\n"},
		"go, unknown":              {"", []string{"-go=two"}, 2, "", "asynclint: unknown version of Go \"two\" (a version is 1.22, say)\n"},
		"fail, unknown":            {"", []string{"-fail=nosuch"}, 2, "", "asynclint: unknown check \"nosuch\" (asynclint -list shows them)\n"},
		"tags":                     {"tags: [odd]", []string{"./odd"}, 0, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			archive := "-- p/p.go --\n" + anywhere + "-- generic/g.go --\npackage generic\n\ntype T[P any] int\n-- other.yml --\nchecks: loud\n-- odd/o.go --\n//go:build odd\n\npackage odd\n"
			if test.file != "" {
				archive += "-- .asynclint.yml --\n" + test.file + "\n"
			}
			dir := testmod.Write(t, archive)
			args := test.args
			if len(args) == 0 || args[len(args)-1][0] == '-' || args[len(args)-1] == "none" {
				args = append(args, "./p")
			}
			code, stdout, stderr := asynclint(t, dir, args...)
			stderr = strings.ReplaceAll(stderr, dir, "$DIR")
			if code != test.code || filepath.ToSlash(stdout) != test.stdout || stderr != test.stderr {
				t.Errorf("exit %d\n%s%s\nwant exit %d\n%s%s", code, stdout, stderr, test.code, test.stdout, test.stderr)
			}
		})
	}
}

// TestMatrix: what is found on several platforms is printed once, what is
// found on one only is printed, too.
func TestMatrix(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, "-- p/linux.go --\n"+linuxOnly+"-- p/p.go --\n"+anywhere+"-- p/x.go --\n"+strings.NewReplacer("linux", "extra", "G()", "H()").Replace(linuxOnly))
	const (
		onLinux = "p/linux.go:7:12: call of Sleep sleeps (sleepy)\n"
		always  = "p/p.go:5:12: call of Sleep sleeps (sleepy)\n"
		extra   = "p/x.go:7:12: call of Sleep sleeps (sleepy)\n"
	)
	for matrix, want := range map[string]string{
		"windows":             always,
		"windows,linux":       onLinux + always,
		"windows,+extra":      onLinux + always + extra,
		"windows/amd64+extra": always + extra,
	} {
		t.Run(matrix, func(t *testing.T) {
			code, stdout, stderr := asynclint(t, dir, "-matrix="+matrix)
			if matrix == "windows,+extra" && !strings.Contains(stdout, onLinux) {
				want = always + extra // these surroundings are not linux
			}
			if code != 1 || filepath.ToSlash(stdout) != want || stderr != "" {
				t.Errorf("exit %d\n%s%s\nwant\n%s", code, stdout, stderr, want)
			}
		})
	}
	for matrix, want := range map[string]string{
		"nosuch":        "nosuch: go: unsupported GOOS/GOARCH pair nosuch/",
		"linux,nosuch":  "nosuch: go: unsupported GOOS/GOARCH pair nosuch/",
		"linux windows": `"linux windows" is not a platform`,
	} {
		code, _, stderr := asynclint(t, dir, "-matrix="+matrix)
		if code != 2 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit %d, %s", matrix, code, stderr)
		}
	}
}

// TestCompletion: the shells' own parsers take the scripts, where they are
// installed (see main_test for bash), and each flag is in each.
func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		code, stdout, stderr := asynclint(t, t.TempDir(), "completion", shell)
		if code != 0 || stderr != "" {
			t.Errorf("%s: exit %d, %s", shell, code, stderr)
		}
		for _, text := range []string{"exit-zero", "sleepy", "jsonl", "suspicious"} {
			if !strings.Contains(stdout, text) {
				t.Errorf("the script for %s lacks %s:\n%s", shell, text, stdout)
			}
		}
	}
	for _, args := range [][]string{{"completion"}, {"completion", "tcsh"}, {"completion", "bash", "zsh"}} {
		if code, stdout, stderr := asynclint(t, t.TempDir(), args...); code != 2 || stdout != "" || stderr != "asynclint: asynclint completion wants a shell: bash, fish or zsh\n" {
			t.Errorf("%v: exit %d, %s%s", args, code, stdout, stderr)
		}
	}
}
