package checktest

import (
	"strings"
	"testing"

	"github.com/asynclint/asynclint/testdata"
)

// TestKinds: what each kind of witness leaves behind is told apart from
// failures that prove nothing.
func TestKinds(t *testing.T) {
	const dir = "analyzers/internal/checktest/testdata/kinds"
	p := &pair{root: Root(t)}
	r := p.goTest(t, []string{"CGO_ENABLED=0", "GOEXPERIMENT=" + experiment}, dir)["github.com/asynclint/asynclint/"+dir]
	if !r.built() {
		t.Fatal(r.all())
	}

	for _, w := range []testdata.Witness{
		{Test: "TestLeak", Kind: "leak", Text: "chan send"},
		{Test: "TestLeakMutex", Kind: "leak", Text: "sync.Mutex.Lock"},
		{Test: "TestSynLeak", Kind: "syn", Text: "blocked goroutines remain"},
		{Test: "TestSynLeak", Kind: "syn", Text: "abandon"},
		{Test: "TestSynStuck", Kind: "syn", Text: "all goroutines in bubble are blocked"},
		{Test: "TestDie", Kind: "die", Text: "sync.Mutex.Lock"},
		{Test: "TestDieWithOthers", Kind: "die", Text: "chan send"},
		{Test: "TestPanic", Kind: "panic", Text: "close of closed channel"},
		{Test: "TestPanicElsewhere", Kind: "panic", Text: "elsewhere"},
		{Test: "TestMeasure", Kind: "measure", Text: "goroutines = 5, want at most 4"},
	} {
		if fault := r.refutes(w); fault != "" {
			t.Errorf("%s as %s with %q %s", w.Test, w.Kind, w.Text, fault)
		}
	}

	for _, c := range []struct{ test, kind, text, fault string }{
		{"TestLeak", "leak", "chan receive", "fails without the words"},
		{"TestLeak", "syn", "chan send", "not as a witness of kind syn"},
		{"TestLingers", "leak", "chan send", "not as a witness of kind leak"},
		{"TestSynFails", "syn", "not so", "not as a witness of kind syn"},
		{"TestChildFails", "panic", "not so", "not as a witness of kind panic"},
		{"TestChildFails", "die", "not so", "not as a witness of kind die"},
		{"TestParkedNever", "leak", "TestParkedNever", "not as a witness of kind leak"},
		{"TestSynStuck", "syn", "abandon", "fails without the words"},
		{"TestPasses", "leak", "not at all", "passes"},
		{"TestSkips", "leak", "who knows", "does not come to an end"},
		{"TestNone", "leak", "x", "does not run"},
	} {
		fault := r.refutes(testdata.Witness{Test: c.test, Kind: c.kind, Text: c.text})
		if first, _, _ := strings.Cut(fault, "\n"); !strings.Contains(first, c.fault) {
			t.Errorf("%s as %s with %q: %s\nwant %q", c.test, c.kind, c.text, fault, c.fault)
		}
	}

	for _, good := range []string{"TestLeakGood", "TestLeakOther", "TestLeakAfter", "TestSynGood", "TestChildGood", "TestExec", "TestParked", "TestEither"} {
		if got := r.tests[good]; got == nil || got.action != "pass" {
			t.Errorf("%s does not pass:\n%s", good, r.all())
		}
	}
}

func TestUnsound(t *testing.T) {
	declared := []testdata.Witness{{Test: "TestA"}}
	for _, c := range []struct {
		run   run
		fault string
	}{
		{run{passed: true, tests: map[string]*test{"TestA": {action: "pass"}}}, ""},
		{run{passed: false, tests: map[string]*test{"TestA": {action: "pass"}, "TestB": {action: "fail"}}}, "fails its own test"},
		{run{passed: true, tests: map[string]*test{"TestA": {action: "skip"}}}, "does not run TestA"},
		{run{passed: true}, "does not run TestA"},
	} {
		got := c.run.unsound(declared)
		if !strings.HasPrefix(got, c.fault) || c.fault == "" && got != "" {
			t.Errorf("%+v: %q, want %q", c.run, got, c.fault)
		}
	}
}
