package analyzers_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/analyzers/internal/report"
)

// TestRows: what the suite says of each check makes sense.
func TestRows(t *testing.T) {
	pitfalls := []analyzers.Pitfall{analyzers.Blocking, analyzers.Spawning, analyzers.Backpressure,
		analyzers.Cancellation, analyzers.Leaks, analyzers.Locks, analyzers.Tests}
	valid := regexp.MustCompile(`^[a-z]+$`)
	var names []string
	var all []*analysis.Analyzer
	for _, c := range analyzers.Suite() {
		a, name := c.Analyzer, c.Name()
		names, all = append(names, name), append(all, a)
		fault := func(wrong bool, text string) {
			if wrong {
				t.Errorf("%s: %s", name, text)
			}
		}
		fault(!valid.MatchString(name), "a name is [a-z]+")
		fault(!slices.Contains(analyzers.Tiers, c.Tier), "no such tier: "+string(c.Tier))
		fault(!slices.Contains(pitfalls, c.Pitfall), "no such pitfall: "+string(c.Pitfall))
		fault(!regexp.MustCompile(`^v\d+\.\d+\.\d+$`).MatchString(c.Since), "Since is the release that first has the check")
		fault(c.Nursery && c.Evidence == "", "a check in the nursery says what is missing, in Evidence")
		fault(a.ResultType != nil, "a check has no result for others: that is a pass")
		fault(len(a.FactTypes) > 0, "a check exports no facts: that is a pass")
		fault(!slices.Contains(a.Requires, report.Requires), "the analyzer requires report.Requires")
		fault(a.URL != report.URL(name), "the analyzer's URL is not its page")
		if _, found := analyzers.Lookup(name); !found {
			t.Errorf("Lookup does not find %s", name)
		}
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("rows are sorted by name, each name once: %q", names)
	}
	if err := analysis.Validate(all); err != nil {
		t.Error(err)
	}
}

// TestPages: docs/checks is what Page makes.
func TestPages(t *testing.T) {
	root := checktest.Root(t)
	for _, c := range analyzers.Suite() {
		t.Run(c.Name(), func(t *testing.T) {
			page, err := analyzers.Page(c)
			if err != nil {
				t.Fatal(err)
			}
			fresh(t, filepath.Join(root, "docs", "checks", c.Name()+".md"), page)
		})
	}
}

// TestTable: the README has the table of checks.
func TestTable(t *testing.T) {
	const begin, end = "<!-- checks:begin -->\n", "<!-- checks:end -->\n"
	table, err := analyzers.Table()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(checktest.Root(t), "README.md")
	readme, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(readme), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("README.md has no lines %q and %q", begin, end)
	}
	fresh(t, name, before+begin+table+end+after)
}

// TestConfigSchema: editors that complete .asynclint.yml know every check.
func TestConfigSchema(t *testing.T) {
	const begin, end = `"check": { "enum": [`, `] }`
	name := filepath.Join(checktest.Root(t), "docs", "asynclint-config.schema.json")
	schema, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(schema), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("the schema has no %s...%s", begin, end)
	}
	names := []string{`"staleignore"`} // the command's own
	for _, c := range analyzers.Suite() {
		names = append(names, strconv.Quote(c.Name()))
	}
	slices.Sort(names)
	fresh(t, name, before+begin+strings.Join(names, ", ")+end+after)
}

// TestNoOrphans: a check is one row, one package, one folder of fixtures, one page.
func TestNoOrphans(t *testing.T) {
	root := checktest.Root(t)
	var names []string
	for _, c := range analyzers.Suite() {
		names = append(names, c.Name())
		dir := filepath.Join(root, "analyzers", c.Name())
		for _, file := range []string{"doc.go", c.Name() + ".go", c.Name() + "_test.go"} {
			if _, err := os.Stat(filepath.Join(dir, file)); err != nil {
				t.Errorf("check %s has no analyzers/%[1]s/%s", c.Name(), file)
			}
		}
		test, _ := os.ReadFile(filepath.Join(dir, c.Name()+"_test.go"))
		if !strings.Contains(string(test), "checktest.Run(t, "+c.Name()+".Analyzer)") {
			t.Errorf("the test of check %s does not call checktest.Run", c.Name())
		}
	}
	compare := func(what, dir, suffix string, others ...string) {
		entries, err := os.ReadDir(filepath.Join(root, dir))
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, e := range entries {
			name, ok := strings.CutSuffix(e.Name(), suffix)
			if ok && e.IsDir() == (suffix == "") && !slices.Contains(others, name) {
				found = append(found, name)
			}
		}
		for _, name := range names {
			if !slices.Contains(found, name) {
				t.Errorf("check %s has no %s: %s/%s%s", name, what, dir, name, suffix)
			}
		}
		for _, name := range found {
			if !slices.Contains(names, name) {
				t.Errorf("%s/%s%s is the %s of no row in analyzers/rows.go", dir, name, suffix, what)
			}
		}
	}
	compare("package", "analyzers", "", "internal", "gclplugin")
	compare("folder of fixtures", "testdata/src", "", "patterns", "passes")
	compare("page", "docs/checks", ".md")
}

// fresh compares a generated file with what it should be, or writes it.
func fresh(t *testing.T, name, want string) {
	t.Helper()
	if *checktest.Update {
		if err := os.WriteFile(name, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, _ := os.ReadFile(name); string(got) != want {
		t.Errorf("%s is out of date: go test ./analyzers -update", filepath.Base(name))
	}
}
