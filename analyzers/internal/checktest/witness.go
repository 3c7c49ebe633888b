package checktest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata"
)

// Kinds of witness, and what each leaves in the output of a failing test: the
// mark shows that it failed in the manner of its kind.
var Kinds = map[string]string{
	"syn":     "deadlock: ",
	"leak":    "leaked: ",
	"die":     "fatal error: all goroutines are asleep - deadlock!",
	"panic":   "panic: ",
	"measure": "measure: ",
}

// A Witness is a test that proves a pitfall, as its directive declares it.
type Witness struct {
	Test string // the name of the test function
	Kind string // a key of Kinds
	Text string // to be found in the output
}

// Witnesses returns what the test file of a check's pair declares: witnesses,
// or else the reason why there is none.
func Witnesses(check string) (all []Witness, reason string, err error) {
	name := "src/" + check + "/bad/bad_test.go"
	src, err := fs.ReadFile(testdata.FS, name)
	if err != nil {
		return nil, "", err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ParseComments)
	if err != nil {
		return nil, "", err
	}
	owner := make(map[*ast.CommentGroup]string)
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Doc != nil && strings.HasPrefix(f.Name.Name, "Test") {
			owner[f.Doc] = f.Name.Name
		}
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if r, ok := strings.CutPrefix(c.Text, "//asynclint:nowitness"); ok {
				reason = strings.TrimSpace(r)
			}
			rest, ok := strings.CutPrefix(c.Text, "//asynclint:witness ")
			if !ok {
				continue
			}
			kind, quoted, _ := strings.Cut(strings.TrimSpace(rest), " ")
			text, err := strconv.Unquote(strings.TrimSpace(quoted))
			switch {
			case Kinds[kind] == "":
				return nil, "", fmt.Errorf("%s: %q is not a kind of witness", name, kind)
			case err != nil || text == "":
				return nil, "", fmt.Errorf("%s: a witness needs a quoted text: %s", name, c.Text)
			case owner[group] == "":
				return nil, "", fmt.Errorf("%s: a witness is declared in the doc comment of a test: %s", name, c.Text)
			}
			all = append(all, Witness{owner[group], kind, text})
		}
	}
	if len(all) == 0 && reason == "" {
		return nil, "", fmt.Errorf("%s declares neither a witness nor, by //asynclint:nowitness, why there is none", name)
	}
	if len(all) > 0 && reason != "" {
		return nil, "", fmt.Errorf("%s declares witnesses, and that there is none", name)
	}
	return all, reason, nil
}

// witness is the gate on truth: what the page calls a pitfall is one, and the
// reference is free of it.
func (p *pair) witness(t *testing.T) {
	declared, _, err := Witnesses(p.name)
	if err != nil {
		t.Fatal(err)
	}
	runs := p.goTest(t, []string{"CGO_ENABLED=0", "GOEXPERIMENT=" + experiment}, p.dir("bad"), p.dir("ref"))
	bad, ref := runs[p.path("bad")], runs[p.path("ref")]
	for _, w := range declared {
		if fault := bad.refutes(w); fault != "" {
			t.Errorf("%s proves nothing: on bad it %s", w.Test, fault)
		}
	}
	if len(declared) == 0 && !bad.built() {
		t.Errorf("the test of bad does not build:\n%s", bad.all())
	}
	if !ref.passed {
		t.Errorf("the reference fails its own test:\n%s", ref.all())
	}

	race := p.goTest(t, []string{"CGO_ENABLED=1"}, "-race", p.dir("ref"))[p.path("ref")]
	if out := race.all(); !race.passed && (strings.Contains(out, "-race is only supported") || strings.Contains(out, "-race is not supported") || strings.Contains(out, "C compiler")) {
		t.Log("this machine has no race detector")
	} else if !race.passed {
		t.Errorf("the reference fails its own test under the race detector:\n%s", out)
	}
}

// experiment switches the goroutine leak profile on in toolchains that have it
// but not yet by default.
const experiment = "goroutineleakprofile"

// A run is how the tests of one package went.
type run struct {
	passed bool
	tests  map[string]*test // by name; subtests count as part of their test
	output string           // outside of tests: of the build, of the package
}

type test struct {
	action string // "pass", "fail", "skip"; "" if it never ended
	output string
}

// refutes says why r is no proof for w, or "".
func (r *run) refutes(w Witness) string {
	t := r.tests[w.Test]
	switch {
	case t == nil:
		return "does not run:\n" + r.all()
	case t.action == "" || t.action == "skip":
		return "does not come to an end of its own:\n" + r.all()
	case t.action == "pass":
		return "passes"
	case !strings.Contains(t.output, Kinds[w.Kind]):
		return fmt.Sprintf("fails, but not as a witness of kind %s does, with %q:\n%s", w.Kind, Kinds[w.Kind], t.output)
	case !strings.Contains(t.output, w.Text):
		return fmt.Sprintf("fails without the words %q:\n%s", w.Text, t.output)
	}
	return ""
}

// built reports whether the tests came to run.
func (r *run) built() bool { return r.passed || len(r.tests) > 0 }

// all is everything that was printed.
func (r *run) all() string {
	s := r.output
	for _, name := range slices.Sorted(maps.Keys(r.tests)) {
		s += r.tests[name].output
	}
	return s
}

// goTest runs `go test` once over packages of the module, given by their
// folders, and returns a run for each, by import path.
func (p *pair) goTest(t *testing.T, env []string, args ...string) map[string]*run {
	t.Helper()
	ctx := t.Context()
	if end, ok := t.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, end.Add(-5*time.Second))
		defer cancel()
	}
	runs := make(map[string]*run)
	command := []string{"test", "-json", "-vet=off", "-timeout=60s"}
	for _, a := range args {
		if !strings.HasPrefix(a, "-") {
			runs["github.com/asynclint/asynclint/"+a] = &run{tests: make(map[string]*test)}
			a = "./" + a
		}
		command = append(command, a)
	}
	cmd := exec.CommandContext(ctx, "go", command...)
	cmd.Dir = p.root
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.Output()
	var stderr string
	if e, ok := err.(*exec.ExitError); ok {
		stderr = string(e.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(stderr, "unknown GOEXPERIMENT") {
		return p.goTest(t, []string{"CGO_ENABLED=0"}, args...)
	}
	for line := range bytes.Lines(out) {
		var e event
		if json.Unmarshal(line, &e) != nil {
			stderr += string(line)
			continue
		}
		e.addTo(runs)
	}
	for _, r := range runs {
		r.output += stderr
	}
	return runs
}

// event is a line of `go test -json`.
type event struct {
	Action, Package, ImportPath, Test, Output string
}

func (e event) addTo(runs map[string]*run) {
	if e.Action == "build-output" {
		e.Package, _, _ = strings.Cut(e.ImportPath, " ")
	}
	r := runs[e.Package]
	if r == nil {
		for _, r := range runs { // the build of a dependency failed
			r.output += e.Output
		}
		return
	}
	if e.Test == "" {
		r.output += e.Output
		r.passed = r.passed || e.Action == "pass"
		return
	}
	name, _, isSub := strings.Cut(e.Test, "/")
	if r.tests[name] == nil {
		r.tests[name] = new(test)
	}
	r.tests[name].output += e.Output
	if !isSub && (e.Action == "pass" || e.Action == "fail" || e.Action == "skip") {
		r.tests[name].action = e.Action
	}
}
