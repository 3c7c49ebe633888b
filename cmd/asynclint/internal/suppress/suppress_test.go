package suppress_test

import (
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/suppress"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// The suite: ints finds something on every line of a test, the others nowhere.
var (
	ints   = analyzers.Check{Analyzer: testmod.Obedient("ints", token.INT), Tier: analyzers.Bug}
	strs   = analyzers.Check{Analyzer: testmod.Obedient("strs", token.STRING), Tier: analyzers.Bug}
	strike = analyzers.Check{Analyzer: testmod.Obedient("strike", token.CHAR), Tier: analyzers.Bug, Nursery: true}
	all    = []analyzers.Check{ints, strs, strike}
)

func analyze(t *testing.T, dir string, checks ...analyzers.Check) *driver.Result {
	t.Helper()
	req := driver.Request{Dir: dir, Patterns: []string{"./..."}, Tests: true}
	for _, c := range checks {
		req.Analyzers = append(req.Analyzers, c.Analyzer)
	}
	res, err := driver.Stream{}.Run(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// TestStale looks at one comment a line, behind a variable.
func TestStale(t *testing.T) {
	testmod.Env(t)
	const (
		stale    = "stale comment: %s finds nothing here that it could silence, delete it"
		mixed    = "stale comment: %s finds nothing here that it could silence, take it out of the list"
		unknown  = "there is no check %s: this comment does not silence it, correct the name (asynclint -list shows them) or delete it"
		noReason = "this comment silences nothing: it gives no reason, write //%s %s REASON"
		nothing  = "this comment silences nothing: it names no check and gives no reason, write //asynclint:ignore CHECK REASON"
	)
	tests := []struct {
		comment string
		message string // "" if there is nothing to say
		fixed   string // what the fix leaves of the comment, "-" if there is no fix
	}{
		// What silences something is not stale.
		{"//asynclint:ignore ints it is meant", "", ""},
		{"//asynclint:ignore ints,strs it is meant", "", ""},
		{"//asynclint:ignore i* it is meant", "", ""},
		{"//lint:ignore ints it is meant", "", ""},
		{"//nolint:ints", "", ""},
		{"//nolint:asynclint", "", ""},

		{"//asynclint:ignore strs it is meant", fmt.Sprintf(stale, "strs"), ""},
		{"//asynclint:ignore strs,strike it is meant", fmt.Sprintf(stale, "strs, strike"), ""},
		{"//asynclint:ignore str* it is meant", fmt.Sprintf(stale, "str*"), ""},
		{"//lint:ignore strs it is meant", fmt.Sprintf(stale, "strs"), ""},
		{"//nolint:strs", fmt.Sprintf(stale, "strs"), ""},
		{"//nolint:Strs // it is meant", fmt.Sprintf(stale, "strs"), ""},

		// Others' part of a list is theirs.
		{"//nolint:errcheck", "", ""},
		{"//lint:ignore SA1000 it is meant", "", ""},
		{"//lint:ignore SA*,ST1000 it is meant", "", ""},
		{"//nolint:errcheck,strs", fmt.Sprintf(mixed, "strs"), "//nolint:errcheck"},
		{"// nolint:strs, errcheck ,strike,x // it is meant", fmt.Sprintf(mixed, "strs, strike"), "// nolint:errcheck,x // it is meant"},
		{"//lint:ignore SA1000,Sx,strs  it is meant", fmt.Sprintf(mixed, "strs"), "//lint:ignore SA1000,Sx  it is meant"},
		{"//nolint:strs it is meant", fmt.Sprintf(mixed, "strs"), "-"},

		// So is what speaks to all.
		{"//nolint", "", ""},
		{"//nolint:all", "", ""},
		{"//nolint:all,strs", "", ""},
		{"//lint:ignore * it is meant", "", ""},
		{"//asynclint:ignore * it is meant", "", ""},
		{"//asynclint:ignore all it is meant", "", ""},

		{"//asynclint:ignore int it is meant", fmt.Sprintf(unknown, "int"), ""},
		{"//asynclint:ignore ints,int it is meant", fmt.Sprintf(unknown, "int"), "//asynclint:ignore ints it is meant"},
		{"//asynclint:ignore x*,SA1000 it is meant", fmt.Sprintf(unknown, "x*, SA1000"), ""},

		{"//asynclint:ignore", nothing, ""},
		{"//asynclint:ignore ints", fmt.Sprintf(noReason, "asynclint:ignore", "ints"), ""},
		{"//asynclint:ignore ints,int", fmt.Sprintf(noReason, "asynclint:ignore", "ints,int"), ""},
		{"//lint:ignore ints", fmt.Sprintf(noReason, "lint:ignore", "ints"), ""},
		{"//lint:file-ignore SA1000,ints", fmt.Sprintf(noReason, "lint:file-ignore", "SA1000,ints"), ""},
		{"//lint:ignore SA1000", "", ""},
		{"//lint:ignore", "", ""},
		{"//nolint:", "", ""},
	}
	var b strings.Builder
	b.WriteString("-- p.go --\npackage p\n")
	for i, test := range tests {
		fmt.Fprintf(&b, "\nvar v%d = 1 %s\n", i, test.comment)
	}
	dir := testmod.Write(t, b.String())
	src, err := os.ReadFile(filepath.Join(dir, "p.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[int]driver.Finding) // by line
	for _, f := range suppress.Stale(analyze(t, dir, all...), all, all) {
		if _, twice := found[f.Pos.Line]; twice {
			t.Errorf("two findings on line %d", f.Pos.Line)
		}
		found[f.Pos.Line] = f
	}
	for i, test := range tests {
		f := found[2*i+3]
		if f.Message != test.message {
			t.Errorf("%s\n got %q\nwant %q", test.comment, f.Message, test.message)
			continue
		}
		if f.Message == "" {
			continue
		}
		if f.Check != "staleignore" || f.Package != "sample" || f.URL == "" || string(src[f.Pos.Offset:f.End.Offset]) != test.comment {
			t.Errorf("%s: %+v", test.comment, f)
		}
		fixed := "-"
		if len(f.Fixes) == 1 {
			e := f.Fixes[0].Edits[0]
			fixed = string(src[f.Pos.Offset:e.Pos.Offset]) + e.NewText + string(src[e.End.Offset:f.End.Offset])
			if e.Pos.Column-f.Pos.Column != e.Pos.Offset-f.Pos.Offset || e.End.Column-e.Pos.Column != e.End.Offset-e.Pos.Offset {
				t.Errorf("%s: columns and offsets of an edit differ: %+v", test.comment, e)
			}
		}
		if fixed != test.fixed {
			t.Errorf("%s: the fix leaves %q, want %q", test.comment, fixed, test.fixed)
		}
	}
}

const several = `
-- p/p.go --
//lint:file-ignore strs it was meant

package p

	//asynclint:ignore strs it was meant
var V = 1

//nolint:asynclint
var W = 'c'
-- p/p_test.go --
package p

//nolint:strs
func F() {}
-- g/g.go --
// Code generated by hand. DO NOT EDIT.

package g

//nolint:strs
//asynclint:ignore nosuch
func F() {}
-- b/b.go --
package b

//nolint:strs
//asynclint:ignore nosuch
var I int = "b"
-- c/c.go --
package c

import _ "sample/b"

//nolint:strs
//asynclint:ignore nosuch
var I = 1
`

// TestRan: what did not run says nothing about comments.
func TestRan(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, several)
	for _, test := range []struct {
		ran  []analyzers.Check
		want []string
	}{
		{[]analyzers.Check{ints}, nil},
		{[]analyzers.Check{strs}, []string{"p/p.go:1", "p/p.go:5", "p/p_test.go:3"}},
		// Only the check that is off by default finds something on line 9.
		{[]analyzers.Check{ints, strs}, []string{"p/p.go:1", "p/p.go:5", "p/p.go:8", "p/p_test.go:3"}},
		{all, []string{"p/p.go:1", "p/p.go:5", "p/p_test.go:3"}},
	} {
		res := analyze(t, dir, test.ran...)
		var got []string
		for _, f := range suppress.Stale(res, test.ran, all) {
			name, _ := filepath.Rel(dir, f.Pos.Filename)
			got = append(got, fmt.Sprintf("%s:%d", filepath.ToSlash(name), f.Pos.Line))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%d checks ran: got %v, want %v", len(test.ran), got, test.want)
		}
	}

	// A comment on a line of its own goes with the line.
	res := analyze(t, dir, strs)
	found := suppress.Stale(res, []analyzers.Check{strs}, all)
	src, err := os.ReadFile(filepath.Join(dir, "p", "p.go"))
	if err != nil {
		t.Fatal(err)
	}
	e := found[1].Fixes[0].Edits[0]
	if got := string(src[e.Pos.Offset:e.End.Offset]); got != "\t//asynclint:ignore strs it was meant\n" {
		t.Errorf("the fix deletes %q", got)
	}
	if !strings.Contains(found[0].Message, "in this file") {
		t.Errorf("a comment for the whole file: %q", found[0].Message)
	}

	// Nothing is stale where a check failed.
	failing := &analysis.Analyzer{Name: "ints", Doc: "fails", Run: func(*analysis.Pass) (any, error) { panic("no") }}
	res = analyze(t, dir, analyzers.Check{Analyzer: failing}, strs)
	if got := suppress.Stale(res, all, all); len(got) > 0 {
		t.Errorf("a check failed: %+v", got)
	}
}
