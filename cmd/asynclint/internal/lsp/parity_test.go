package lsp_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// TestParity: the editor shows what the command reports: the same checks, the
// same texts, at the same places. The pitfalls of all checks are opened at
// once; then each is edited, so that nothing comes from a cache.
func TestParity(t *testing.T) {
	if testing.Short() {
		t.Skip("takes its time")
	}
	testmod.Env(t)
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "testdata", "src", "*", "bad", "*.go"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%v: %d files", err, len(files))
	}
	store := &driver.Cache{Dir: filepath.Join(t.TempDir(), "cache")}
	engine := driver.Stream{Cache: store}
	var list []*analysis.Analyzer
	for _, c := range analyzers.Suite() {
		list = append(list, c.Analyzer)
	}
	engine.Facts = list
	req := driver.Request{Dir: root, Patterns: []string{"./testdata/src/.../bad"}, Tests: true, Analyzers: list}
	res, err := engine.Run(t.Context(), req)
	if err != nil || len(res.Problems) > 0 {
		t.Fatalf("%v, %v", err, res.Problems)
	}
	want := make(map[string][]string)
	for _, f := range res.Findings {
		want[f.Pos.Filename] = append(want[f.Pos.Filename], fmt.Sprintf("%d %s %s %s %d", f.Pos.Line, f.Check, f.Message, f.URL, len(f.Steps)))
	}

	c := startEngine(t, analyzers.Suite(), engine)
	c.patience = 10 * usualPatience
	c.initialize(root, all(), object{"checks": "all,-staleignore"})
	check := func(version int, shift int) {
		t.Helper()
		for _, name := range files {
			var got []string
			for _, d := range c.diagnostics(name, version) {
				got = append(got, fmt.Sprintf("%d %s %s %s %d", d.Range.Start.Line+1-shift, d.Code, d.Message, d.CodeDescription.Href, len(d.RelatedInformation)))
			}
			slices.Sort(got)
			slices.Sort(want[name])
			if !slices.Equal(got, want[name]) {
				t.Errorf("%s, version %d: got %q, want %q", name, version, got, want[name])
			}
		}
	}
	texts := make(map[string]string)
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(data)
		c.open(name, string(data))
	}
	check(1, 0)
	for _, name := range files {
		c.change(name, texts[name]+"\n// edited\n")
	}
	check(2, 0)
}
