package fix_test

import (
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/fix"
)

// files is a tree in memory.
type files map[string]string

func (f files) read(name string) ([]byte, error) {
	if text, ok := f[name]; ok {
		return []byte(text), nil
	}
	return nil, errors.New("no such file")
}

// edit replaces old, which is in the file once, by text; "old|" inserts behind.
func (f files) edit(t testing.TB, name, old, text string) driver.Edit {
	t.Helper()
	old, behind := strings.CutSuffix(old, "|")
	if strings.Count(f[name], old) != 1 {
		t.Fatalf("%q is in %s %d times", old, name, strings.Count(f[name], old))
	}
	from := strings.Index(f[name], old)
	to := from + len(old)
	if behind {
		from = to
	}
	return driver.Edit{Pos: f.position(name, from), End: f.position(name, to), NewText: text}
}

// position has its line and column as go/token has them.
func (f files) position(name string, offset int) token.Position {
	fset := token.NewFileSet()
	file := fset.AddFile(name, -1, len(f[name]))
	file.SetLinesForContent([]byte(f[name]))
	return file.Position(file.Pos(offset))
}

// one is a finding with one fix.
func one(message string, edits ...driver.Edit) driver.Finding {
	return driver.Finding{Message: message, Pos: edits[0].Pos, Fixes: []driver.Fix{{Message: message, Edits: edits}}}
}

// outcome sums a plan up: what is fixed and left, and why.
func outcome(p *fix.Plan) string {
	var b strings.Builder
	list := func(what string, all []driver.Finding) {
		for _, f := range all {
			fmt.Fprintf(&b, "%s %s\n", what, f.Message)
		}
	}
	list("fixed", p.Fixed)
	list("left", p.Left)
	if p.Overlaps > 0 {
		fmt.Fprintf(&b, "%d overlap\n", p.Overlaps)
	}
	for _, s := range p.Skipped {
		fmt.Fprintf(&b, "skipped %s: %s\n", s.Name, s.Reason)
	}
	for _, s := range p.Broken {
		fmt.Fprintf(&b, "broken %s: %s\n", s.Name, s.Reason)
	}
	return b.String()
}

func after(t testing.TB, p *fix.Plan, name string) string {
	t.Helper()
	text, ok := p.After(name)
	if !ok {
		t.Errorf("%s does not change", name)
	}
	return string(text)
}

func check(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%s\nwant\n%s", what, got, want)
	}
}

const program = `package p

func f() {
	a()
	b()
	c()
}
`

func TestPlan(t *testing.T) {
	tree := files{"p.go": program, "q.go": strings.Replace(program, "f()", "g()", 1)}
	edit := func(old, text string) driver.Edit { return tree.edit(t, "p.go", old, text) }
	body := func(lines ...string) string {
		return "package p\n\nfunc f() {\n\t" + strings.Join(lines, "\n\t") + "\n}\n"
	}
	for _, test := range []struct {
		name     string
		findings []driver.Finding
		body     string // of p.go; "" if it does not change
		outcome  string
	}{
		{"none", []driver.Finding{{Message: "1"}, {Message: "2", Fixes: []driver.Fix{{Message: "2"}}}}, "", "left 1\nleft 2\n"},
		{"two", []driver.Finding{one("1", edit("c()", "z()")), one("2", edit("a()", "x()"))}, body("x()", "b()", "z()"), "fixed 1\nfixed 2\n"},
		{"best alternative", []driver.Finding{{Message: "1", Fixes: []driver.Fix{
			{Message: "1", Edits: []driver.Edit{edit("a()", "x()")}}, {Message: "2", Edits: []driver.Edit{edit("a()", "y()")}}}}}, body("x()", "b()", "c()"), "fixed 1\n"},
		{"overlap", []driver.Finding{one("1", edit("a()\n\tb()", "x()")), one("2", edit("b()", "y()"))}, body("x()", "c()"), "fixed 1\nleft 2\n1 overlap\n"},
		{"same", []driver.Finding{one("1", edit("a()", "x()")), one("2", edit("a()", "x()"))}, body("x()", "b()", "c()"), "fixed 1\nfixed 2\n"},
		{"in common", []driver.Finding{one("1", edit("a()", "x()"), edit("}\n|", "\nvar v int\n")), one("2", edit("b()", "y()"), edit("}\n|", "\nvar v int\n"))},
			body("x()", "y()", "c()") + "\nvar v int\n", "fixed 1\nfixed 2\n"},
		{"brackets in common", []driver.Finding{one("1", edit("{|", "\nif true {"), edit("a()|", "\n}")), one("2", edit("{|", "\nif true {"), edit("b()|", "\n}"))},
			body("if true {", "\ta()", "}", "b()", "c()"), "fixed 1\nleft 2\n1 overlap\n"},
		{"brackets in the same places", []driver.Finding{one("1", edit("{|", "\nif true {"), edit("a()|", "\n}")), one("2", edit("{|", "\nif true {"), edit("a()|", "\n}"))},
			body("if true {", "\ta()", "}", "b()", "c()"), "fixed 1\nfixed 2\n"},
		{"two insertions", []driver.Finding{one("1", edit("a()|", "\nx()")), one("2", edit("a()|", "\ny()"))}, body("a()", "x()", "b()", "c()"), "fixed 1\nleft 2\n1 overlap\n"},
		{"insertion beside", []driver.Finding{one("1", edit("a()|", "\nx()")), one("2", edit("a()", "y()"))}, body("a()", "x()", "b()", "c()"), "fixed 1\nleft 2\n1 overlap\n"},
		{"beside one another", []driver.Finding{one("1", edit("a()\n\t", "x()\n")), one("2", edit("b()", "y()"))}, body("x()", "y()", "c()"), "fixed 1\nfixed 2\n"},
		{"room after one that is left out", []driver.Finding{one("1", edit("a()", "x()")), one("2", edit("a()\n\tb()", "y()")), one("3", edit("b()", "z()"))},
			body("x()", "z()", "c()"), "fixed 1\nfixed 3\nleft 2\n1 overlap\n"},
		{"formats", []driver.Finding{one("1", edit("a()", "if  true {\nx()\n}"))}, body("if true {", "\tx()", "}", "b()", "c()"), "fixed 1\n"},
		{"order of edits", []driver.Finding{one("1", edit("c()", "z()"), edit("a()", "x()"), edit("c()", "z()"))}, body("x()", "b()", "z()"), "fixed 1\n"},

		{"overlaps itself", []driver.Finding{one("1", edit("a()\n\tb()", "x()"), edit("b()", "y()"))}, "", "left 1\nbroken p.go: the fix \"1\" overlaps itself\n"},
		{"ends first", []driver.Finding{one("1", driver.Edit{Pos: edit("b()", "").Pos, End: edit("a()", "").Pos})}, "", "left 1\nbroken p.go: an edit of the fix \"1\" ends before it starts\n"},
		{"no Go", []driver.Finding{one("1", edit("a()", "x(")), one("2", edit("b()", "y()")), one("3", tree.edit(t, "q.go", "b()", "y()"))}, "",
			"fixed 3\nleft 1\nleft 2\nbroken p.go: the result is no Go: 5:5: missing ',' before newline in argument list (and 2 more errors)\n"},
		{"across files", []driver.Finding{one("1", edit("a()", "x()"), tree.edit(t, "q.go", "a()", "x(")), one("2", edit("a()", "y()"))}, body("y()", "b()", "c()"),
			"fixed 2\nleft 1\nbroken q.go: the result is no Go: 5:5: missing ',' before newline in argument list (and 2 more errors)\n"},
		{"no change", []driver.Finding{one("1", edit("a()", "a()"))}, "", "fixed 1\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := fix.New(test.findings, tree.read)
			check(t, "outcome", outcome(p), test.outcome)
			got, _ := p.After("p.go")
			check(t, "p.go", string(got), test.body)
		})
	}
}

// TestProperty: what a plan makes of random edits is what its accepted fixes
// make, one by one, and none that it left out would have had room.
func TestProperty(t *testing.T) {
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 0))
		// Comments, so that whatever edits make of them is in gofmt's form.
		tree := files{"p.go": "package p\n\n// " + strings.Repeat("abcdefghij", 3) + "\n", "q.go": "package p\n\n// " + strings.Repeat("0123456789", 3) + "\n"}
		const start, end = 14, 44
		names := []string{"p.go", "q.go"}
		var findings []driver.Finding
		for i := range 1 + r.IntN(6) {
			var edits []driver.Edit
			for _, name := range names[:1+r.IntN(2)] {
				at := start
				for range 1 + r.IntN(2) {
					from := at + r.IntN(end-at+1)
					to := min(end, from+r.IntN(5))
					edits = append(edits, driver.Edit{Pos: tree.position(name, from), End: tree.position(name, to), NewText: []string{"", "x", "yy", "("}[r.IntN(4)]})
					if at = to + 1; at > end {
						break
					}
				}
			}
			findings = append(findings, one(fmt.Sprint(i), edits...))
		}
		p := fix.New(findings, tree.read)
		if len(p.Fixed)+len(p.Left) != len(findings) || p.Overlaps != len(p.Left) || len(p.Fixed) == 0 {
			t.Fatalf("seed %d: %s", seed, outcome(p))
		}
		var fixed []driver.Edit
		for _, f := range p.Fixed {
			fixed = append(fixed, f.Fixes[0].Edits...)
		}
		for _, name := range names {
			want := tree.apply(name, fixed)
			if got, ok := p.After(name); ok && string(got) != want || !ok && want != tree[name] {
				t.Fatalf("seed %d: %s is %q, want %q\n%s", seed, name, got, want, outcome(p))
			}
		}
		for _, left := range p.Left {
			if !slices.ContainsFunc(left.Fixes[0].Edits, func(e driver.Edit) bool {
				return slices.ContainsFunc(fixed, func(o driver.Edit) bool { return touch(e, o) })
			}) {
				t.Fatalf("seed %d: there is room for %+v\n%s", seed, left, outcome(p))
			}
		}
		for range 3 { // deterministic
			if again := fix.New(findings, tree.read); outcome(again) != outcome(p) || !slices.Equal(again.Files(), p.Files()) {
				t.Fatalf("seed %d: once\n%s\nthen\n%s", seed, outcome(p), outcome(again))
			}
		}
	}
}

// apply makes edits one by one, from the end on.
func (f files) apply(name string, edits []driver.Edit) string {
	var list []driver.Edit
	for _, e := range edits {
		if e.Pos.Filename == name && !slices.Contains(list, e) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b driver.Edit) int { return b.Pos.Offset - a.Pos.Offset })
	text := f[name]
	for _, e := range list {
		text = text[:e.Pos.Offset] + e.NewText + text[e.End.Offset:]
	}
	out, err := format.Source([]byte(text))
	if err != nil {
		panic(err)
	}
	return string(out)
}

func touch(a, b driver.Edit) bool {
	return a.Pos.Filename == b.Pos.Filename && a.Pos.Offset <= b.End.Offset && b.Pos.Offset <= a.End.Offset
}

func TestLeftAlone(t *testing.T) {
	tree := files{"p.go": program, "gen.go": "// Code generated by x. DO NOT EDIT.\n\n" + program}
	good, generated, gone := tree.edit(t, "p.go", "a()", "x()"), tree.edit(t, "gen.go", "a()", "x()"), tree.edit(t, "p.go", "b()", "y()")
	gone.Pos.Filename, gone.End.Filename = "gone.go", "gone.go"
	p := fix.New([]driver.Finding{one("1", generated), one("2", good, generated), one("3", gone), one("4", good)}, tree.read)
	check(t, "outcome", outcome(p), `fixed 4
left 1
left 2
left 3
skipped gen.go: generated code: fix what generates it
skipped gone.go: no such file
`)

	// The file has changed since.
	for _, now := range []string{"", "package p\n", "\n" + program, strings.Replace(program, "package p", "package pp", 1)} {
		p := fix.New([]driver.Finding{one("1", good)}, files{"p.go": now}.read)
		check(t, "outcome", outcome(p), "left 1\nskipped p.go: changed since it was analyzed: run again\n")
	}
}

func TestLayout(t *testing.T) {
	long := strings.Replace(program, "f() {", "f()  {", 1) + "\nfunc  g()  {\n    a( )\n}\n"
	for _, test := range []struct{ name, before, old, new, after string }{
		{"line ends", strings.ReplaceAll(program, "\n", "\r\n"), "a()|", "\nif true {\nx()\n}", strings.ReplaceAll(strings.Replace(program, "a()", "a()\n\tif true {\n\t\tx()\n\t}", 1), "\n", "\r\n")},
		{"between the bytes of a line end", strings.ReplaceAll(program, "\n", "\r\n"), "a()\r|", "\nx()", strings.ReplaceAll(strings.Replace(program, "a()", "a()\n\tx()", 1), "\n", "\r\n")},
		{"byte order mark", "\ufeff" + program, "a()", "x( )", "\ufeff" + strings.Replace(program, "a()", "x()", 1)},
		{"mixed line ends", strings.Replace(program, "a()\n", "a()\r\n", 1), "a()", "x()", strings.Replace(program, "a()\n", "x()\r\n", 1)},
		{"not formatted", long, "b()|", "\nif  true {\nx( )\n}", strings.Replace(long, "b()", "b()\n\tif true {\n\t\tx()\n\t}", 1)},
		{"not formatted, line by line", long, "    a( )", "    b( )", strings.Replace(long, "    a( )", "\tb()", 1)},
		{"no line end at the end", strings.TrimSuffix(program, "\n"), "a()", "x()", strings.Replace(strings.TrimSuffix(program, "\n"), "a()", "x()", 1)},
	} {
		t.Run(test.name, func(t *testing.T) {
			tree := files{"p.go": test.before}
			p := fix.New([]driver.Finding{one("1", tree.edit(t, "p.go", test.old, test.new))}, tree.read)
			check(t, "outcome", outcome(p), "fixed 1\n")
			if got := after(t, p, "p.go"); got != test.after {
				t.Errorf("got\n%q\nwant\n%q", got, test.after)
			}
		})
	}
}

func TestImports(t *testing.T) {
	const use = "\nfunc f() {\n\ta.X()\n}\n"
	for _, test := range []struct{ name, imports, want string }{
		{"only one", "import \"x/a\"\n", ""},
		{"of several", "import (\n\t\"x/a\" // for f\n\t\"x/b\"\n)\n", "import (\n\t\"x/b\"\n)\n"},
		{"end of a group", "import (\n\t\"x/b\"\n\n\t\"x/a\"\n)\n", "import (\n\t\"x/b\"\n)\n"},
		{"several lines", "import \"x/a\"\nimport \"x/b\"\n", "import \"x/b\"\n"},
		{"whole group", "import (\n\t\"x/a\"\n)\n", ""},
		{"named", "import a \"x/y\"\n", ""},
		{"version", "import \"x/a/v2\"\n", ""},
		{"version in name", "import \"x/a.v2\"\n", ""},
		{"prefix", "import \"x/go-a\"\n", ""},
		{"unknown name", "import \"x/y\"\n", "import \"x/y\"\n"},
		{"for effect", "import _ \"x/a\"\n", "import _ \"x/a\"\n"},
		{"dot", "import . \"x/a\"\n", "import . \"x/a\"\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			const used = "\nfunc g() {\n\tb.X()\n}\n"
			tree := files{"p.go": "package p\n\n" + test.imports + use + used}
			p := fix.New([]driver.Finding{one("1", tree.edit(t, "p.go", "a.X()", "y()"))}, tree.read)
			want := "package p\n\n" + test.want + strings.Replace(use, "a.X", "y", 1) + used
			check(t, "p.go", after(t, p, "p.go"), strings.Replace(want, "\n\n\n", "\n\n", 1))
		})
	}
	t.Run("still used", func(t *testing.T) {
		tree := files{"p.go": "package p\n\nimport \"x/a\"\n" + use + "\nvar v = a.V\n"}
		p := fix.New([]driver.Finding{one("1", tree.edit(t, "p.go", "a.X()", "y()"))}, tree.read)
		check(t, "p.go", after(t, p, "p.go"), strings.Replace(tree["p.go"], "a.X", "y", 1))
	})
	t.Run("local of this name", func(t *testing.T) {
		tree := files{"p.go": "package p\n\nimport \"x/a\"\n" + use + "\nfunc g(a T) {\n\ta.X(1)\n}\n"}
		p := fix.New([]driver.Finding{one("1", tree.edit(t, "p.go", "a.X()", "y()"))}, tree.read)
		check(t, "p.go", after(t, p, "p.go"), strings.NewReplacer("import \"x/a\"\n\n", "", "a.X()", "y()").Replace(tree["p.go"]))
	})
}
