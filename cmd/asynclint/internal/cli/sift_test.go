package cli

import (
	"context"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
	"github.com/asynclint/asynclint/passes/directives"
)

// canned is an engine that knows the answer: what these tests are about comes
// after it.
type canned driver.Result

func (e canned) Run(context.Context, driver.Request) (*driver.Result, error) {
	res := driver.Result(e)
	res.Findings = append([]driver.Finding(nil), res.Findings...)
	return &res, nil
}

// at is a finding of sleepy.
func at(name string, line int, message string) driver.Finding {
	pos := token.Position{Filename: name, Line: line, Column: 1}
	return driver.Finding{Check: "sleepy", Package: "sample", Func: "F", Pos: pos, End: pos, Message: message}
}

// cannedRun runs the command over an engine that finds these in dir/p.go.
func cannedRun(t *testing.T, dir string, res driver.Result, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	res.Packages, res.Files = 1, []string{filepath.Join(dir, "p.go")}
	var out, errs strings.Builder
	code = Command{Suite: suite, Page: explainNothing, Engine: canned(res), Dir: dir, Stdout: &out, Stderr: &errs}.Run(t.Context(), args)
	return code, out.String(), errs.String()
}

// TestBaseline follows a project that adopts asynclint, mends one thing and
// breaks another.
func TestBaseline(t *testing.T) {
	dir := testmod.Write(t, "-- p.go --\npackage p\n")
	p := filepath.Join(dir, "p.go")
	old := driver.Result{Findings: []driver.Finding{at(p, 3, "a sleeps"), at(p, 4, "b sleeps"), at(p, 5, "b sleeps")}}
	const file = ".asynclint-baseline.json"
	for _, step := range []struct {
		name   string
		found  driver.Result
		args   string
		code   int
		stdout string
		stderr string
	}{
		{"nothing to check", old, "baseline check", 0, "", ""},
		{"before", old, "-f=text", 1, "p.go:3:1: a sleeps (sleepy)\np.go:4:1: b sleeps (sleepy)\np.go:5:1: b sleeps (sleepy)\n", ""},
		{"write", old, "baseline write", 0, file + " accepts 3 findings\n", ""},
		{"after", old, "", 0, "", ""},
		{"without", old, "-baseline=none", 1, "p.go:3:1: a sleeps (sleepy)\np.go:4:1: b sleeps (sleepy)\np.go:5:1: b sleeps (sleepy)\n", ""},
		{"moved", driver.Result{Findings: []driver.Finding{at(p, 30, "a sleeps"), at(p, 40, "b sleeps"), at(p, 41, "b sleeps")}}, "", 0, "", ""},
		{"one more", driver.Result{Findings: append(old.Findings[:3:3], at(p, 6, "c sleeps"))}, "", 1, "p.go:6:1: c sleeps (sleepy)\n", ""},
		{"one less", driver.Result{Findings: old.Findings[:2]}, "baseline check", 1, file + ":12: no longer found: p.go: F: b sleeps (sleepy)\n", ""},
		{"one less, run", driver.Result{Findings: old.Findings[:2]}, "", 1, file + ":12:1: the baseline accepts what is no longer found, p.go: F: b sleeps (sleepy); remove it with \"asynclint baseline prune\" (staleignore)\n", ""},
		{"one less, another check", driver.Result{}, "-checks=loud", 0, "", ""},
		{"one less, comments not wanted", driver.Result{Findings: old.Findings[:2]}, "-checks=-staleignore", 0, "", ""},
		{"prune", driver.Result{Findings: old.Findings[:2]}, "baseline prune", 0, "removed: p.go: F: b sleeps (sleepy)\n", ""},
		{"pruned", driver.Result{Findings: old.Findings[:2]}, "baseline check", 0, "", ""},
		{"it came back", old, "", 1, "p.go:5:1: b sleeps (sleepy)\n", ""},
		{"broken", driver.Result{Problems: []driver.Problem{{Package: "sample", Message: "oh"}}}, "baseline write", 2, "", "asynclint: sample: oh\n"},
		{"named, missing", old, "-baseline=nosuch.json", 2, "", "asynclint: nosuch.json: no such file or directory\n"},
		{"other words", old, "baseline", 2, "", "asynclint: asynclint baseline wants one of write, prune, check\n"},
		{"still there", driver.Result{Findings: old.Findings[:2]}, "", 0, "", ""},
	} {
		code, stdout, stderr := cannedRun(t, dir, step.found, strings.Fields(step.args)...)
		if code != step.code || stdout != step.stdout || stderr != step.stderr {
			t.Errorf("%s: exit %d\n%s%s\nwant exit %d\n%s%s", step.name, code, stdout, stderr, step.code, step.stdout, step.stderr)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, file), []byte("{\n\"version\": 7}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"", "baseline check", "baseline write"} {
		if code, stdout, stderr := cannedRun(t, dir, old, strings.Fields(args)...); code != 2 || stdout != "" || !strings.HasPrefix(stderr, "asynclint: "+file+":2: ") || strings.Count(stderr, "\n") != 1 {
			t.Errorf("a version that is unknown, %q: exit %d\n%s%s", args, code, stdout, stderr)
		}
	}
	if code, stdout, stderr := cannedRun(t, dir, old, "-baseline=none", "-exit-zero"); code != 0 || stdout == "" || stderr != "" {
		t.Errorf("a bad baseline that nobody wants: exit %d\n%s%s", code, stdout, stderr)
	}
}

// TestBaselineSettings: the file of settings may say where the baseline is.
func TestBaselineSettings(t *testing.T) {
	dir := testmod.Write(t, "-- p.go --\npackage p\n-- .asynclint.yml --\nbaseline: accepted.json\n")
	res := driver.Result{Findings: []driver.Finding{at(filepath.Join(dir, "p.go"), 3, "a sleeps")}}
	if code, stdout, stderr := cannedRun(t, dir, res); code != 2 || stdout != "" || !strings.Contains(stderr, "no such file") {
		t.Errorf("missing: exit %d\n%s%s", code, stdout, stderr)
	}
	if code, stdout, stderr := cannedRun(t, dir, res, "baseline", "write"); code != 0 || stdout != "accepted.json accepts 1 finding\n" || stderr != "" {
		t.Errorf("write: exit %d\n%s%s", code, stdout, stderr)
	}
	if code, stdout, stderr := cannedRun(t, dir, res); code != 0 || stdout != "" || stderr != "" {
		t.Errorf("after: exit %d\n%s%s", code, stdout, stderr)
	}
	// A file knows what is below its folder, and says so.
	if err := os.Mkdir(filepath.Join(dir, "ci"), 0o777); err != nil {
		t.Fatal(err)
	}
	const want = "asynclint: 1 finding is not below ci, so that ci/accepted.json cannot accept it\n"
	if code, stdout, stderr := cannedRun(t, dir, res, "baseline", "write", "-baseline=ci/accepted.json"); code != 2 || stdout != "" || filepath.ToSlash(stderr) != want {
		t.Errorf("elsewhere: exit %d\n%s%s", code, stdout, stderr)
	}
}

// TestNewFromRev: what is told, and not.
func TestNewFromRev(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	dir := testmod.Write(t, "-- p.go --\npackage p\n\nvar A = 1\n")
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=x", "-c", "user.email=x@example.com"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q")
	git("add", ".")
	git("commit", "-qm", "one")
	p := filepath.Join(dir, "p.go")
	if err := os.WriteFile(p, []byte("package p\n\nvar A = 1\nvar B = 2\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	res := driver.Result{Findings: []driver.Finding{at(p, 3, "a sleeps"), at(p, 4, "b sleeps")}}
	if code, stdout, stderr := cannedRun(t, dir, res, "-new-from-rev=HEAD"); code != 1 || stdout != "p.go:4:1: b sleeps (sleepy)\n" || stderr != "" {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	if code, stdout, stderr := cannedRun(t, dir, res, "-new-from-rev=nosuch"); code != 2 || stdout != "" || strings.Count(stderr, "\n") != 1 {
		t.Errorf("unknown revision: exit %d\n%s%s", code, stdout, stderr)
	}
}

// TestIgnored: silenced findings are shown to who asks, and do not count; a
// comment that silences nothing is a finding.
func TestIgnored(t *testing.T) {
	dir := testmod.Write(t, "-- p.go --\npackage p\n")
	p := filepath.Join(dir, "p.go")
	here := func(line int) token.Position { return token.Position{Filename: p, Line: line, Column: 1} }
	res := driver.Result{
		Silenced: []driver.Silenced{{Finding: at(p, 3, "a sleeps"), Directive: here(2), Reason: "it must"}},
		Directives: []driver.Directive{
			{Form: directives.Own, Package: "sample", Pos: here(2), End: here(2), Text: "//asynclint:ignore sleepy it must", Checks: []string{"sleepy"}, Reason: "it must", Silenced: []string{"sleepy"}},
			{Form: directives.Own, Package: "sample", Pos: here(8), End: here(8), Text: "//asynclint:ignore sleepy no more", Checks: []string{"sleepy"}, Reason: "no more"},
		},
	}
	code, stdout, stderr := cannedRun(t, dir, res)
	if code != 1 || !strings.HasPrefix(stdout, "p.go:8:1: ") || !strings.HasSuffix(stdout, " (staleignore)\n") || strings.Count(stdout, "\n") != 1 || stderr != "" {
		t.Errorf("stale: exit %d\n%s%s", code, stdout, stderr)
	}
	if code, stdout, stderr := cannedRun(t, dir, res, "-checks=-staleignore"); code != 0 || stdout+stderr != "" {
		t.Errorf("not wanted: exit %d\n%s%s", code, stdout, stderr)
	}
	res.Directives = res.Directives[:1]
	code, stdout, stderr = cannedRun(t, dir, res, "-show-ignored", "-f=sarif")
	if code != 0 || !strings.Contains(stdout, `"justification": "it must"`) || stderr != "" {
		t.Errorf("-show-ignored: exit %d\n%s%s", code, stdout, stderr)
	}
}
