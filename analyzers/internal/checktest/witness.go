package checktest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata"
)

// witness is the gate on truth: what the page calls a pitfall is one, and the
// reference is free of it.
func (p *pair) witness(t *testing.T) {
	declared, _, err := testdata.Witnesses(p.name)
	if err != nil {
		t.Fatal(err)
	}
	runs := p.goTest(t, []string{"CGO_ENABLED=0", "GOEXPERIMENT=" + experiment}, p.dir("bad"), p.dir("ref"))
	bad, ref := runs[p.importPath("bad")], runs[p.importPath("ref")]
	for _, w := range declared {
		if fault := bad.refutes(w); fault != "" {
			t.Errorf("%s proves nothing: on bad it %s", w.Test, fault)
		}
	}
	if len(declared) == 0 && !bad.built() {
		t.Errorf("the test of bad does not build:\n%s", bad.all())
	}
	if fault := ref.unsound(declared); fault != "" {
		t.Errorf("the reference %s", fault)
	}

	race := p.goTest(t, []string{"CGO_ENABLED=1"}, "-race", p.dir("ref"))[p.importPath("ref")]
	if !race.built() && noRace(race.all()) {
		t.Log("this machine has no race detector")
		return
	}
	if fault := race.unsound(declared); fault != "" {
		t.Errorf("under the race detector, the reference %s", fault)
	}
}

// noRace recognizes what the go command says where -race cannot be had.
func noRace(out string) bool {
	return strings.Contains(out, "-race is only supported") || strings.Contains(out, "-race is not supported") || strings.Contains(out, "C compiler")
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
func (r *run) refutes(w testdata.Witness) string {
	t := r.tests[w.Test]
	switch {
	case t == nil:
		return "does not run:\n" + r.all()
	case t.action == "" || t.action == "skip":
		return "does not come to an end of its own:\n" + r.all()
	case t.action == "pass":
		return "passes"
	case !strings.Contains(t.output, testdata.Kinds[w.Kind]):
		return fmt.Sprintf("fails, but not as a witness of kind %s does, with %q:\n%s", w.Kind, testdata.Kinds[w.Kind], t.output)
	case !strings.Contains(t.output, w.Text):
		return fmt.Sprintf("fails without the words %q:\n%s", w.Text, t.output)
	}
	return ""
}

// unsound says why r, of the reference, does not complete the proofs, or "".
func (r *run) unsound(declared []testdata.Witness) string {
	if !r.passed {
		return "fails its own test:\n" + r.all()
	}
	for _, w := range declared {
		if t := r.tests[w.Test]; t == nil || t.action != "pass" {
			return "does not run " + w.Test + " to its end:\n" + r.all()
		}
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
