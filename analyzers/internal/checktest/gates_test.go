package checktest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers/internal/report"
)

func TestFaults(t *testing.T) {
	good := analysis.Diagnostic{Pos: 1, End: 2, Category: "x", URL: report.URL("x"), Message: "f is wrong; use g"}
	for _, c := range []struct {
		change func(d *analysis.Diagnostic)
		fault  string // "" if there is none
	}{
		{func(d *analysis.Diagnostic) {}, ""},
		{func(d *analysis.Diagnostic) { d.Message = "T.F(x) is wrong" }, ""},
		{func(d *analysis.Diagnostic) { d.Message = "`X` is wrong" }, ""},
		{func(d *analysis.Diagnostic) { d.Message = "The wrong case" }, "lower case"},
		{func(d *analysis.Diagnostic) { d.Message = "ends." }, "period"},
		{func(d *analysis.Diagnostic) { d.Message = "two\nlines" }, "one line"},
		{func(d *analysis.Diagnostic) { d.Message = "" }, "empty"},
		{func(d *analysis.Diagnostic) { d.End = d.Pos }, "extent"},
		{func(d *analysis.Diagnostic) { d.Category = "y" }, "category"},
		{func(d *analysis.Diagnostic) { d.URL = "" }, "URL"},
		{func(d *analysis.Diagnostic) { d.Related = []analysis.RelatedInformation{{Message: "here."}} }, "period"},
		{func(d *analysis.Diagnostic) { d.SuggestedFixes = []analysis.SuggestedFix{{Message: "fix"}} }, "without edits"},
	} {
		d := good
		c.change(&d)
		got := faults("x", d)
		if c.fault == "" && len(got) > 0 || c.fault != "" && (len(got) != 1 || !strings.Contains(got[0], c.fault)) {
			t.Errorf("%+v: %q, want %q", d, got, c.fault)
		}
	}
}

func TestExported(t *testing.T) {
	const bad = `package p
		type S struct { N int; m int }
		func (s *S) Run(done <-chan int) error { return nil }
		func (s *S) stop() {}
		func New(n int) *S { return nil }
		var Err error
		const Max = 3
		type List[T any] []T
		func helper() {}`
	have := func(src string) []string {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "p.go", src, 0)
		if err != nil {
			t.Fatal(err)
		}
		pkg, err := new(types.Config).Check("p", fset, []*ast.File{file}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return exported(pkg)
	}
	within := func(ref string) bool {
		all := have(ref)
		return !slices.ContainsFunc(have(bad), func(d string) bool { return !slices.Contains(all, d) })
	}
	for change, want := range map[[2]string]bool{
		{"", ""}: true,
		{"stop()", "Close() error { return nil }; func (s *S) quit()"}: true,
		{"m int", "done chan int"}:                                     true,
		{"N int", "N int64"}:                                           false,
		{"done <-chan int", "done <-chan int, n int"}:                  false,
		{"func New(n int)", "func newS(n int)"}:                        false,
		{"(s *S) Run", "(s S) Run"}:                                    true,
		{"Max = 3", "Max = 4"}:                                         true,
	} {
		ref := bad
		if change[0] != "" {
			ref = strings.Replace(bad, change[0], change[1], 1)
		}
		if got := within(ref); got != want {
			t.Errorf("%q -> %q: bad's API within ref's: %v, want %v\n%q", change[0], change[1], got, want, have(ref))
		}
	}
}

func TestMatches(t *testing.T) {
	if !matches([]string{`no`, `ctx is done.*`}, "ctx is done at L3") || matches([]string{`is done`}, "ctx is done") {
		t.Error("a want must match from end to end")
	}
}
