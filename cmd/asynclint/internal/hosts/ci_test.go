package hosts

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// action is what we use of action.yml.
type action struct {
	Inputs map[string]struct{ Description, Default string }
	Runs   struct {
		Using string
		Steps []step
	}
}

type step struct {
	Name, Uses, Run, Shell, If string
	Env, With                  map[string]string
}

func readAction(t *testing.T) action {
	t.Helper()
	var a action
	decode(t, readFile(t, ".github/actions/asynclint/action.yml"), &a)
	return a
}

// decode decodes YAML.
func decode(t *testing.T, text string, to any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(text), to); err != nil {
		t.Fatal(err)
	}
}

// TestAction runs the scripts of the GitHub Action, with a go command that
// installs the asynclint of this test.
func TestAction(t *testing.T) {
	testmod.Env(t)
	a := readAction(t)
	if a.Runs.Using != "composite" {
		t.Errorf("using %q", a.Runs.Using)
	}
	scripts := make(map[string]step)
	for _, s := range a.Runs.Steps {
		if s.Run != "" {
			scripts[s.Name] = s
			if s.Shell != "bash" || strings.Contains(s.Run, "${{") {
				t.Errorf("step %s: shell %q, and no expression may be in the script", s.Name, s.Shell)
			}
		}
	}
	all := fmt.Sprint(a.Runs)
	for name, input := range a.Inputs {
		if input.Description == "" || !strings.Contains(all, "inputs."+name) {
			t.Errorf("input %s: no description, or nobody uses it", name)
		}
	}

	temp := t.TempDir()
	output := filepath.Join(temp, "output")
	const stub = `go() { echo "go $*"; cp "$BINARY" "$GOBIN/asynclint"; }
`
	env := []string{"RUNNER_TEMP=" + temp, "GITHUB_OUTPUT=" + output, "BINARY=" + binary, "VERSION=v0.1.0"}
	got := shell(t, temp, env, stub+scripts["install"].Run)
	if got.code != 0 || !strings.Contains(got.stdout, "go install github.com/asynclint/asynclint/cmd/asynclint@v0.1.0\nasynclint ") {
		t.Fatalf("install: %+v", got)
	}
	if key, err := os.ReadFile(output); err != nil || !strings.HasPrefix(string(key), "key=asynclint-") || strings.Count(string(key), "\n") != 1 {
		t.Errorf("install: output %q, %v", key, err)
	}

	dir := testmod.Write(t, chain)
	for _, test := range []struct {
		args, sarif, where string
		code, findings     int
	}{
		{a.Inputs["args"].Default, a.Inputs["sarif"].Default, a.Inputs["working-directory"].Default, 1, 3},
		{"-exit-zero ./a ./b", "", ".", 0, 2},
		{"-checks=sleepctx ./...", "", ".", 1, 1},
		{".", "", "b", 1, 1},
		{"./...", "out.sarif", ".", 1, 3},
		{"-nosuch", "", ".", 2, 0},
	} {
		env := []string{"RUNNER_TEMP=" + temp, "ARGS=" + test.args, "SARIF=" + test.sarif, "DIR=" + test.where, "ASYNCLINT_CACHE=" + filepath.Join(temp, "asynclint", "cache")}
		got := shell(t, dir, env, scripts["run"].Run)
		findings := strings.Count("\n"+got.stdout, "\n::error") + strings.Count("\n"+got.stdout, "\n::warning")
		if test.sarif != "" {
			var log struct{ Runs []struct{ Results []any } }
			data, err := os.ReadFile(filepath.Join(dir, test.sarif))
			if err != nil || json.Unmarshal(data, &log) != nil || len(log.Runs) != 1 {
				t.Fatalf("%v: %s", err, data)
			}
			findings = len(log.Runs[0].Results)
		}
		if got.code != test.code || findings != test.findings {
			t.Errorf("%+v: %d findings, %+v", test, findings, got)
		}
	}
}

// TestWorkflows: what docs/ci.md tells people to put into their workflow is
// what the action takes.
func TestWorkflows(t *testing.T) {
	inputs := slices.Collect(maps.Keys(readAction(t).Inputs))
	for _, name := range []string{"github", "github sarif"} {
		var flow struct {
			Jobs map[string]struct{ Steps []step }
		}
		decode(t, block(t, "ci.md", name), &flow)
		used := false
		for _, s := range flow.Jobs["asynclint"].Steps {
			if !strings.HasPrefix(s.Uses, "asynclint/asynclint/.github/actions/asynclint@v") {
				continue
			}
			used = true
			for input := range s.With {
				if !slices.Contains(inputs, input) {
					t.Errorf("%s: the action has no input %s", name, input)
				}
			}
		}
		if !used {
			t.Errorf("%s does not use the action", name)
		}
	}
}

// TestGitLab runs the last command of the job in docs/ci.md.
func TestGitLab(t *testing.T) {
	testmod.Env(t)
	var jobs map[string]struct {
		Script    []string
		Cache     struct{ Paths []string }
		Variables map[string]string
		Artifacts struct {
			When    string
			Reports map[string]string
		}
	}
	decode(t, block(t, "ci.md", "gitlab"), &jobs)
	job := jobs["asynclint"]
	dir := testmod.Write(t, chain)
	got := shell(t, dir, nil, job.Script[len(job.Script)-1])
	var report []struct{ Fingerprint string }
	data, err := os.ReadFile(filepath.Join(dir, job.Artifacts.Reports["codequality"]))
	if err != nil || json.Unmarshal(data, &report) != nil || len(report) != 3 || got.code != 1 || job.Artifacts.When != "always" {
		t.Errorf("%+v, %v: %s", got, err, data)
	}
	for name, value := range job.Variables {
		if len(job.Cache.Paths) != 1 || !strings.HasPrefix(value, "$CI_PROJECT_DIR/"+job.Cache.Paths[0]) {
			t.Errorf("%s=%s is not kept: %v", name, value, job.Cache.Paths)
		}
	}
}

// repository is a git repository with a commit, and the finding of c in its
// work tree only.
func repository(t *testing.T) string {
	t.Helper()
	before, after, _ := strings.Cut(chain, "-- c/c.go --\n")
	dir := testmod.Write(t, before)
	const git = "git -c user.name=x -c user.email=x@example.com -c init.defaultBranch=main "
	if r := shell(t, dir, nil, git+"init -q && git add . && "+git+"commit -qm x && git update-ref refs/remotes/origin/main HEAD"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	if err := os.Mkdir(filepath.Join(dir, "c"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "c", "c.go"), []byte(after), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

// isNew complains unless r tells of package c and of nothing else.
func isNew(t *testing.T, r result) {
	t.Helper()
	if r.code != 1 || !strings.HasPrefix(filepath.ToSlash(r.stdout), "c/c.go:") || strings.Contains(r.stdout, "unlockpath") || strings.Contains(r.stdout, "deadctx") {
		t.Errorf("%+v, want the finding in c", r)
	}
}

// TestPreCommit runs the hook that projects name as pre-commit would.
func TestPreCommit(t *testing.T) {
	testmod.Env(t)
	var config struct {
		Repos []struct {
			Repo  string
			Hooks []struct {
				ID   string
				Args []string
			}
		}
	}
	decode(t, block(t, "ci.md", "pre-commit"), &config)
	var hooks []struct {
		ID, Name, Language, Entry string
		Types                     []string
		PassFilenames             bool `yaml:"pass_filenames"`
	}
	decode(t, readFile(t, ".pre-commit-hooks.yaml"), &hooks)
	if len(hooks) != 1 || len(config.Repos) != 1 || config.Repos[0].Hooks[0].ID != hooks[0].ID || hooks[0].Language != "golang" || hooks[0].PassFilenames {
		t.Fatalf("%+v\n%+v", hooks, config)
	}
	isNew(t, shell(t, repository(t), nil, strings.Join(append([]string{hooks[0].Entry}, config.Repos[0].Hooks[0].Args...), " ")))
}

// TestAdoption runs what docs/ci.md has for old code.
func TestAdoption(t *testing.T) {
	testmod.Env(t)
	dir := repository(t)
	isNew(t, shell(t, dir, nil, block(t, "ci.md", "new")))

	commands := block(t, "ci.md", "baseline")
	if r := shell(t, dir, nil, commands); r != (result{}) && r.code != 0 {
		t.Errorf("%+v", r)
	}
	if r := shell(t, dir, nil, "git diff --cached --name-only"); r.stdout != ".asynclint-baseline.json\n" {
		t.Errorf("%+v", r)
	}
}

// TestTool runs the commands of docs/ci.md for a project that has asynclint in
// a module of tools. go.mod of the project itself stays what it is.
func TestTool(t *testing.T) {
	testmod.Env(t)
	gomod := readFile(t, "go.mod")
	gomod = strings.Replace(gomod, "module github.com/asynclint/asynclint", "module tools", 1)
	gomod += fmt.Sprintf("\ntool github.com/asynclint/asynclint/cmd/asynclint\n\nrequire github.com/asynclint/asynclint v0.1.0\n\nreplace github.com/asynclint/asynclint => %s\n", rootDir(t))
	dir := testmod.Write(t, "-- go.mod --\nmodule sample\n\ngo 1.25\n"+chain+"-- tools/go.mod --\n"+gomod+"-- tools/go.sum --\n"+readFile(t, "go.sum"))
	for line := range strings.Lines(block(t, "ci.md", "tool")) {
		r := shell(t, dir, nil, line)
		if n := strings.Count(r.stdout+r.stderr, "sleepctx") + strings.Count(r.stderr, "time.Sleep"); r.code != 1 || n == 0 {
			t.Errorf("%s: %+v", line, r)
		}
	}
	if data, err := os.ReadFile(filepath.Join(dir, "go.mod")); err != nil || !strings.HasPrefix(string(data), "module sample\n\ngo 1.25\n") || strings.Contains(string(data), "require") {
		t.Errorf("%s, %v", data, err)
	}
}

// TestNewerGo: asynclint cannot read code for a newer Go than it was built
// with, and says both versions.
func TestNewerGo(t *testing.T) {
	testmod.Env(t)
	got := run(t, testmod.Write(t, chain), nil, binary, "-go=1.99", "./...")
	if got.code != 2 || !strings.Contains(got.stderr, "go1.99 (application built with go") {
		t.Errorf("%+v", got)
	}
}

// TestBlocks: each command and file on a page says who runs it, and what is
// said to be tested is.
func TestBlocks(t *testing.T) {
	var tests strings.Builder
	names, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tests.Write(data)
	}
	for _, page := range []string{"hosts.md", "ci.md", "editors.md"} {
		lines, inside := strings.Split(readFile(t, "docs/"+page), "\n"), false
		for i, line := range lines {
			if !strings.HasPrefix(line, "```") {
				continue
			}
			if inside = !inside; !inside {
				continue
			}
			name, tested := strings.CutPrefix(lines[i-1], "<!-- test: ")
			name = strings.TrimSuffix(name, " -->")
			switch {
			case tested && !strings.Contains(tests.String(), fmt.Sprintf("%q, %q", page, name)) && !strings.Contains(name, "github"):
				t.Errorf("docs/%s: no test has block %q", page, name)
			case !tested && !strings.HasPrefix(lines[i-1], "<!-- by hand: ") && !strings.HasPrefix(lines[i-1], "<!-- not tested"):
				t.Errorf("docs/%s:%d: who runs this?", page, i+1)
			}
		}
	}
}
