package checktest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/gotest"
	"github.com/asynclint/asynclint/testdata"
)

// witness is the gate on truth: what the page calls a pitfall is one, and the
// reference is free of it.
func (p *pair) witness(t *testing.T) {
	declared, _, err := testdata.Witnesses(p.name)
	if err != nil {
		t.Fatal(err)
	}
	runs := gotest.Run(t, p.root, gotest.LeakProfile(), p.dir("bad"), p.dir("ref"))
	bad, ref := runs[p.dir("bad")], runs[p.dir("ref")]
	for _, w := range declared {
		if fault := refutes(bad, w); fault != "" {
			t.Errorf("%s proves nothing: on bad it %s", w.Test, fault)
		}
	}
	if len(declared) == 0 && !bad.Built() {
		t.Errorf("the test of bad does not build:\n%s", bad.All())
	}
	if fault := unsound(ref, declared); fault != "" {
		t.Errorf("the reference %s", fault)
	}

	race := gotest.Run(t, p.root, gotest.Race(), "-race", p.dir("ref"))[p.dir("ref")]
	if !race.Built() && gotest.NoRace(race.All()) {
		t.Log("this machine has no race detector")
		return
	}
	if fault := unsound(race, declared); fault != "" {
		t.Errorf("under the race detector, the reference %s", fault)
	}
}

// refutes says why r is no proof for w, or "".
func refutes(r *gotest.Package, w testdata.Witness) string {
	t := r.Tests[w.Test]
	switch {
	case t == nil:
		return "does not run:\n" + r.All()
	case t.Action == "" || t.Action == "skip":
		return "does not come to an end of its own:\n" + r.All()
	case t.Action == "pass":
		return "passes"
	case !strings.Contains(t.Output, testdata.Kinds[w.Kind]):
		return fmt.Sprintf("fails, but not as a witness of kind %s does, with %q:\n%s", w.Kind, testdata.Kinds[w.Kind], t.Output)
	case !strings.Contains(t.Output, w.Text):
		return fmt.Sprintf("fails without the words %q:\n%s", w.Text, t.Output)
	}
	return ""
}

// unsound says why r, of the reference, does not complete the proofs, or "".
func unsound(r *gotest.Package, declared []testdata.Witness) string {
	if !r.Passed {
		return "fails its own test:\n" + r.All()
	}
	for _, w := range declared {
		if t := r.Tests[w.Test]; t == nil || t.Action != "pass" {
			return "does not run " + w.Test + " to its end:\n" + r.All()
		}
	}
	return ""
}
