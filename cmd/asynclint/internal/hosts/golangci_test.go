package hosts

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// example is the configuration that docs/hosts.md tells people to copy.
const example = ".golangci.example.yml"

// golangci is a golangci-lint with asynclint in it.
type golangci struct{ program, cache string }

// newGolangci builds one, of the version that docs/custom-gcl.yml names.
//
// `golangci-lint custom`, which people use, clones a repository, and CI has no
// network but the module proxy. What it then does is done here: a main package
// that imports the plugin, go.mod of golangci-lint, go build.
func newGolangci(t *testing.T) golangci {
	t.Helper()
	program, dir, env := build(t, "golangci")
	g := golangci{program, t.TempDir()}
	g.versions(t, dir, env)
	return g
}

// versions: the module that was built has golangci-lint's own version of
// x/tools. Were ours newer, whoever builds it would get a golangci-lint that
// nobody has tested.
func (g golangci) versions(t *testing.T, dir string, env []string) {
	t.Helper()
	const tools = "golang.org/x/tools"
	list := run(t, dir, env, "go", "list", "-m", "-f", "{{.Version}} {{.GoMod}}", tools, "github.com/golangci/golangci-lint/v2")
	lines := strings.Fields(list.stdout)
	if list.code != 0 || len(lines) != 4 {
		t.Fatalf("%+v", list)
	}
	built, release, gomod := lines[0], lines[2], lines[3]
	var custom struct {
		Version string
		Plugins []map[string]string
	}
	if err := yaml.Unmarshal([]byte(readFile(t, "docs/custom-gcl.yml")), &custom); err != nil {
		t.Fatal(err)
	}
	if custom.Version != release {
		t.Errorf("docs/custom-gcl.yml has golangci-lint %s, the test %s", custom.Version, release)
	}
	plugin := map[string]string{"module": "github.com/asynclint/asynclint", "import": "github.com/asynclint/asynclint/analyzers/gclplugin"}
	for key, want := range plugin {
		if len(custom.Plugins) != 1 || custom.Plugins[0][key] != want {
			t.Errorf("docs/custom-gcl.yml: %s is not %s: %v", key, want, custom.Plugins)
		}
	}
	if v := custom.Plugins[0]["version"]; !regexp.MustCompile(`^v\d+\.\d+\.\d+$`).MatchString(v) {
		t.Errorf("docs/custom-gcl.yml: asynclint %q is no version: golangci-lint's cache depends on it", v)
	}
	var theirs struct {
		Require []struct{ Path, Version string }
	}
	edit := run(t, dir, env, "go", "mod", "edit", "-json", gomod)
	if err := json.Unmarshal([]byte(edit.stdout), &theirs); err != nil {
		t.Fatalf("%v: %+v", err, edit)
	}
	for _, r := range theirs.Require {
		if r.Path == tools && r.Version != built {
			t.Errorf("built with %s %s, golangci-lint %s has %s: asynclint requires too new a version", tools, built, release, r.Version)
		}
	}
}

// run runs the linters and returns their findings, in the form of own. Those
// of another linter have its name in front.
func (g golangci) run(t *testing.T, dir string, args ...string) ([]string, result) {
	t.Helper()
	args = append([]string{"run", "--allow-parallel-runners", "--show-stats=false", "--output.json.path=stdout"}, args...)
	got := run(t, dir, []string{"GOLANGCI_LINT_CACHE=" + g.cache, "GL_DEBUG="}, g.program, args...)
	var out []string
	var doc struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct {
				Filename     string
				Line, Column int
			}
		}
	}
	if got.stdout != "" {
		if err := json.Unmarshal([]byte(got.stdout), &doc); err != nil {
			t.Fatalf("%v: %+v", err, got)
		}
	}
	for _, i := range doc.Issues {
		if i.FromLinter != "asynclint" {
			i.Text = i.FromLinter + ": " + i.Text
		}
		out = append(out, fmt.Sprintf("%s:%d:%d: %s", filepath.ToSlash(i.Pos.Filename), i.Pos.Line, i.Pos.Column, i.Text))
	}
	slices.Sort(out)
	return out, got
}

// TestGolangci has one build for all: it takes minutes on a new machine.
func TestGolangci(t *testing.T) {
	g := newGolangci(t)
	testmod.Env(t)
	t.Run("fixtures", g.fixtures)
	t.Run("sample", g.sample)
	t.Run("settings", g.settings)
	t.Run("fix", g.fix)
	t.Run("version", g.version)
}

// fixtures: golangci-lint says of all fixtures of the suite what asynclint
// says, steps in the messages, and again when it has it in its cache.
func (g golangci) fixtures(t *testing.T) {
	dir := rootDir(t)
	want := own(t, dir, true, "./testdata/src/...")
	if len(want) < 500 {
		t.Fatalf("only %d findings: this shows nothing", len(want))
	}
	for _, host := range []string{"golangci-lint", "golangci-lint, the second time,"} {
		got, r := g.run(t, dir, "--config="+example, "./testdata/src/...")
		if r.code != 1 {
			t.Errorf("%s: exit %d: %s", host, r.code, r.stderr)
		}
		same(t, host, got, want)
	}
	t.Logf("%d findings", len(want))
}

// sample: the example's settings hide nothing that looks alike, and comments
// mean what they mean to asynclint.
func (g golangci) sample(t *testing.T) {
	const loop = "func f%d(ctx context.Context, try func() error) {\n\tfor try() != nil {\n%s\t}\n}\n\n"
	const sleep = "time.Sleep(time.Second)"
	src, lines := "package p\n\nimport (\n\t\"context\"\n\t\"time\"\n)\n\n", map[int]string{}
	for i, body := range []string{
		sleep, sleep, sleep, sleep, sleep, // more than golangci-lint shows of one message
		sleep + "; " + sleep, // and than it shows of one line
		sleep + " //nolint:asynclint // it is meant",
		sleep + " //nolint:asynclint",
		sleep + " //nolint:sleepctx",
		sleep + " //asynclint:ignore sleepctx it is meant",
		sleep + " //lint:ignore sleepctx it is meant",
		"_ = 0 //nolint:asynclint // nothing here",
	} {
		lines[strings.Count(src, "\n")+3] = body
		src += fmt.Sprintf(loop, i, "\t\t"+body+"\n")
	}
	dir := testmod.Write(t, "-- p.go --\n"+src)
	want := own(t, dir, true, "./...")
	if len(want) != 7 {
		t.Fatalf("%q, want 7 findings", want)
	}
	config := "--config=" + filepath.Join(rootDir(t), example)
	got, _ := g.run(t, dir, config, "--path-mode=abs", "./...")
	for i := range got {
		got[i] = strings.TrimPrefix(got[i], filepath.ToSlash(dir)+"/")
	}
	same(t, "golangci-lint", got, want)

	// nolintlint tells of //nolint:asynclint that silences nothing, and of no
	// other.
	all, _ := g.run(t, dir, config, "--path-mode=abs", "--enable=nolintlint", "./...")
	var unused []string
	for _, f := range all {
		if _, rest, ok := strings.Cut(f, "p.go:"); ok && strings.Contains(rest, "nolintlint: ") {
			var line int
			fmt.Sscan(rest, &line)
			unused = append(unused, lines[line])
			if strings.Contains(rest, "unused") != strings.HasPrefix(lines[line], "_") {
				t.Errorf("%s\n%s", f, lines[line])
			}
		}
	}
	if !slices.Contains(unused, "_ = 0 //nolint:asynclint // nothing here") {
		t.Errorf("nolintlint does not speak of the comment that silences nothing: %q", all)
	}
}

// settings: what is wrong with the settings is one line, and nothing runs.
func (g golangci) settings(t *testing.T) {
	dir := testmod.Write(t, chain)
	for from, test := range map[string]struct{ to, want string }{
		"checks: default":  {"chekcs: default", `unknown field "chekcs"`},
		"tier: suspicious": {"tier: gossip", `asynclint: unknown tier "gossip" (tiers are bug, suspicious, advice)`},
	} {
		text := strings.Replace(readFile(t, example), from, test.to, 1)
		if err := os.WriteFile(filepath.Join(dir, ".golangci.yml"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		findings, got := g.run(t, dir, "./...")
		if len(findings) > 0 || got.code < 2 || !slices.ContainsFunc(strings.Split(got.stderr, "\n"), func(line string) bool { return strings.Contains(line, test.want) }) {
			t.Errorf("%s: %+v\nwant %s", test.to, got, test.want)
		}
	}
	// And what is right is obeyed.
	text := strings.Replace(readFile(t, example), "checks: default", "checks: [-sleepctx]", 1)
	if err := os.WriteFile(filepath.Join(dir, ".golangci.yml"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	want := own(t, dir, true, "-tier=suspicious", "-checks=-sleepctx", "./...")
	if len(want) != 2 {
		t.Fatalf("%q, want 2 findings", want)
	}
	got, _ := g.run(t, dir, "./...")
	same(t, "golangci-lint", got, want)
}

// fix: --fix changes what asynclint -fix changes.
func (g golangci) fix(t *testing.T) {
	ours, theirs := testmod.Write(t, chain), testmod.Write(t, chain)
	run(t, ours, nil, binary, "-config=none", "-fix", "./...")
	g.run(t, theirs, "--config="+filepath.Join(rootDir(t), example), "--fix", "./...")
	for _, name := range []string{"a/a.go", "b/b.go", "c/c.go"} {
		want, err := os.ReadFile(filepath.Join(ours, name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(theirs, name))
		if err != nil || string(got) != string(want) {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, want)
		}
		if strings.Contains(chain, "-- "+name+" --\n"+string(got)) {
			t.Errorf("%s was not changed: this shows nothing", name)
		}
	}
}

// version: another asynclint is another version, which is part of the key of
// golangci-lint's cache. Otherwise it prints what the last one found.
func (g golangci) version(t *testing.T) {
	data, err := os.ReadFile(g.program)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other.exe")
	if err := os.WriteFile(other, append(data, 0), 0o777); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	a, b := run(t, dir, nil, g.program, "version", "--short"), run(t, dir, nil, other, "version", "--short")
	if a.code != 0 || b.code != 0 || a.stdout == b.stdout || !strings.Contains(a.stdout, "asynclint") {
		t.Errorf("%+v\n%+v", a, b)
	}
}
