package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

func explainNothing(c analyzers.Check) (string, error) { return "# " + c.Name() + "\n", nil }

func TestFormat(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, `
-- p/p.go --
package p

import "time"

func F() { time.Sleep(1) }
-- bad/bad.go --
package bad

var _ = undefined
`)
	const text = "p.go:5:12: call of Sleep sleeps (sleepy)"
	workflow := map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": dir}
	for name, test := range map[string]struct {
		env        map[string]string
		args       []string
		code       int
		has, lacks string
	}{
		"default":             {nil, nil, 1, text + "\n", "::"},
		"stylish":             {nil, []string{"-f=stylish"}, 1, "\n  5 | func F() { time.Sleep(1) }\n", "\x1b"},
		"stylish, no context": {nil, []string{"-f=stylish", "-c=0"}, 1, "\n  5 |", "4 |"},
		"json":                {nil, []string{"-f", "json"}, 1, `"complete": true`, ""},
		"json, not all":       {nil, []string{"-f", "json", ".", "../bad"}, 2, `"complete": false`, ""},
		"json, nothing":       {nil, []string{"-f", "json", "-tier=bug"}, 0, `"findings": []`, ""},
		"sarif":               {workflow, []string{"-f", "sarif"}, 1, `"uri": "p/p.go"`, ""},
		"workflow":            {workflow, nil, 1, "::warning file=p/p.go,line=5,col=12,endColumn=25,title=asynclint%3A sleepy::" + text + "\n", ""},
		"workflow, text":      {workflow, []string{"-f=text"}, 1, text + "\n", "::"},
		"no workflow":         {map[string]string{"GITHUB_ACTIONS": "false"}, nil, 1, text + "\n", "::"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs strings.Builder
			code := Command{
				Suite: suite, Engine: driver.Stream{}, Dir: filepath.Join(dir, "p"),
				Page:   explainNothing,
				Getenv: func(name string) string { return test.env[name] },
				Stdout: &out, Stderr: &errs,
			}.Run(t.Context(), test.args)
			got := out.String()
			if code != test.code || !strings.Contains(got, test.has) || test.lacks != "" && strings.Contains(got, test.lacks) {
				t.Errorf("exit %d, want %d\n%s%s", code, test.code, got, errs.String())
			}
		})
	}
}

func TestRoot(t *testing.T) {
	dir := t.TempDir()
	inner := filepath.Join(dir, "repo", "cmd")
	if err := os.MkdirAll(inner, 0o777); err != nil {
		t.Fatal(err)
	}
	// In a worktree .git is a file.
	if err := os.WriteFile(filepath.Join(dir, "repo", ".git"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ workspace, want string }{
		{"", filepath.Join(dir, "repo")},
		{dir, dir},
		{filepath.Join(dir, "other"), filepath.Join(dir, "repo")},
	} {
		c := Command{Dir: inner, Getenv: func(name string) string {
			return map[string]string{"GITHUB_WORKSPACE": test.workspace}[name]
		}}
		if got := c.root(); got != test.want {
			t.Errorf("GITHUB_WORKSPACE=%s: %s, want %s", test.workspace, got, test.want)
		}
	}
}

// TestColor: what is not a terminal gets no colours.
func TestColor(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c := Command{Stdout: f, Getenv: func(string) string { return "" }}
	if c.color() {
		t.Error("colours in a file")
	}
}
