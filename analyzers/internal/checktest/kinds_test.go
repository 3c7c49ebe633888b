package checktest

import (
	"strings"
	"testing"

	"github.com/asynclint/asynclint/analyzers/internal/gotest"
	"github.com/asynclint/asynclint/testdata"
)

// TestKinds: what each kind of witness leaves behind is told apart from
// failures that prove nothing.
func TestKinds(t *testing.T) {
	const dir = "analyzers/internal/checktest/testdata/kinds"
	r := gotest.Run(t, Root(t), gotest.LeakProfile(), dir)[dir]
	if !r.Built() {
		t.Fatal(r.All())
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
		if fault := refutes(r, w); fault != "" {
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
		fault := refutes(r, testdata.Witness{Test: c.test, Kind: c.kind, Text: c.text})
		if first, _, _ := strings.Cut(fault, "\n"); !strings.Contains(first, c.fault) {
			t.Errorf("%s as %s with %q: %s\nwant %q", c.test, c.kind, c.text, fault, c.fault)
		}
	}

	for _, good := range []string{"TestLeakGood", "TestLeakOther", "TestLeakAfter", "TestSynGood", "TestChildGood", "TestExec", "TestParked", "TestEither"} {
		if got := r.Tests[good]; got == nil || got.Action != "pass" {
			t.Errorf("%s does not pass:\n%s", good, r.All())
		}
	}
}

func TestUnsound(t *testing.T) {
	declared := []testdata.Witness{{Test: "TestA"}}
	for _, c := range []struct {
		run   gotest.Package
		fault string
	}{
		{gotest.Package{Passed: true, Tests: map[string]*gotest.Test{"TestA": {Action: "pass"}}}, ""},
		{gotest.Package{Passed: false, Tests: map[string]*gotest.Test{"TestA": {Action: "pass"}, "TestB": {Action: "fail"}}}, "fails its own test"},
		{gotest.Package{Passed: true, Tests: map[string]*gotest.Test{"TestA": {Action: "skip"}}}, "does not run TestA"},
		{gotest.Package{Passed: true}, "does not run TestA"},
	} {
		got := unsound(&c.run, declared)
		if !strings.HasPrefix(got, c.fault) || c.fault == "" && got != "" {
			t.Errorf("%+v: %q, want %q", c.run, got, c.fault)
		}
	}
}
