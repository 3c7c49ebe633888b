package driver

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/passes/directives"
)

// Silenced is a finding that a directive silences.
type Silenced struct {
	Finding Finding
	// Directive is the first that does so, Reason what it gives as a reason.
	Directive token.Position
	Reason    string
}

// A Directive is a comment that silences checks, or would if it were well
// formed, in a file that people write and in a package that was analyzed.
type Directive struct {
	Form     directives.Form
	Package  string // import path
	Pos, End token.Position
	Text     string // of the comment
	Checks   []string
	Reason   string
	File     bool // it is for the whole file
	// Malformed: the name of a check is missing, or the reason. It silences
	// nothing.
	Malformed bool
	// Silenced names the checks that it silenced something of.
	Silenced []string

	// Comment and Line are where the bytes are, as in [Edit]: those of the
	// comment, and those that go with it if it goes, which is the whole line
	// unless there is code on it. Both are zero where a tool makes the file
	// from another.
	Comment, Line Span
}

// A Span is a piece of a file.
type Span struct{ Pos, End token.Position }

// silences collects what the directives of u say and did. The checks must be
// done with it.
func silences(fset *token.FileSet, files []*ast.File, n *node, asked []*analysis.Analyzer, set *directives.Set) ([]Silenced, []Directive) {
	var silenced []Silenced
	used := make(map[token.Pos][]string) // checks, by directive
	for _, s := range set.Silenced() {
		i := slices.IndexFunc(asked, func(a *analysis.Analyzer) bool { return a.Name == s.Check })
		if i < 0 {
			continue
		}
		silenced = append(silenced, Silenced{
			Finding:   newFinding(fset, files, n, asked[i], s.Diagnostic),
			Directive: fset.Position(s.By[0].Pos),
			Reason:    s.By[0].Reason,
		})
		for _, d := range s.By {
			used[d.Pos] = append(used[d.Pos], s.Check)
		}
	}
	var list []Directive
	add := func(d directives.Directive, malformed bool) {
		if set.Generated(d.Pos) {
			return
		}
		out := Directive{
			Form: d.Form, Package: n.plainPath(), Text: d.Text, Checks: d.Checks, Reason: d.Reason,
			File: d.File, Malformed: malformed, Silenced: used[d.Pos],
		}
		out.Pos, out.End = span(fset, d.Pos, d.End())
		out.Comment, out.Line = bytesOf(fset, d)
		list = append(list, out)
	}
	for _, d := range set.Directives {
		add(d, false)
	}
	for _, d := range set.Malformed {
		add(d, true)
	}
	return silenced, list
}

func bytesOf(fset *token.FileSet, d directives.Directive) (comment, line Span) {
	comment = Span{fset.PositionFor(d.Pos, false), fset.PositionFor(d.End(), false)}
	if comment.Pos.Filename != fset.Position(d.Pos).Filename {
		return Span{}, Span{}
	}
	line = comment
	if !d.Alone {
		return comment, line
	}
	file := fset.File(d.Pos)
	line.Pos = fset.PositionFor(file.LineStart(comment.Pos.Line), false)
	end := token.Pos(file.Base() + file.Size())
	if next := comment.Pos.Line + 1; next <= file.LineCount() {
		end = file.LineStart(next)
	}
	line.End = fset.PositionFor(end, false)
	return comment, line
}

// sortSilenced orders the list and drops what is said again.
func sortSilenced(list []Silenced) []Silenced {
	slices.SortStableFunc(list, func(a, b Silenced) int { return compareFindings(a.Finding, b.Finding) })
	return slices.CompactFunc(list, func(a, b Silenced) bool { return same(a.Finding, b.Finding) })
}

// sortDirectives orders the list and makes one of those that are the same
// comment: what a directive silences in one variant of a package, it silences.
func sortDirectives(list []Directive) []Directive {
	slices.SortStableFunc(list, func(a, b Directive) int {
		return cmp.Or(comparePositions(a.Pos, b.Pos), cmp.Compare(a.Package, b.Package))
	})
	var out []Directive
	for _, d := range list {
		if last := len(out) - 1; last >= 0 && out[last].Pos == d.Pos {
			out[last].Silenced = slices.Concat(out[last].Silenced, d.Silenced)
			continue
		}
		out = append(out, d)
	}
	for i := range out {
		slices.Sort(out[i].Silenced)
		out[i].Silenced = slices.Compact(out[i].Silenced)
	}
	return out
}
