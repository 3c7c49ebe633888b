package driver_test

import (
	"fmt"
	"go/ast"
	"reflect"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// literals reports each basic literal and offers to make it nil.
var literals = &analysis.Analyzer{Name: "literals", Doc: "literals", Run: func(pass *analysis.Pass) (any, error) {
	for _, file := range pass.Files {
		for n := range ast.Preorder(file) {
			if lit, ok := n.(*ast.BasicLit); ok {
				pass.Report(analysis.Diagnostic{Pos: lit.Pos(), End: lit.End(), Message: lit.Value, SuggestedFixes: []analysis.SuggestedFix{{
					Message: "nil", TextEdits: []analysis.TextEdit{{Pos: lit.Pos(), End: lit.End(), NewText: []byte("nil")}},
				}}})
			}
		}
	}
	return nil, nil
}}

func TestFunctionAndFixes(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, `
-- p.go --
package p

var a = 0

func f() int { return func() int { return 1 }() }

type T[K, V any] struct{}

func (T[K, V]) m() int { return 2 }

func (t *T[_, _]) p() int { return 3 }

//line other.go:1
func (*T[_, _]) q() int { return 4 }
`)
	req := driver.Request{Dir: dir, Patterns: []string{"."}, Analyzers: []*analysis.Analyzer{literals}}
	got, want := run(t, driver.Stream{}, req), run(t, driver.Checker{}, req)
	if !reflect.DeepEqual(got.Findings, want.Findings) {
		t.Errorf("got %+v, the oracle has %+v", got.Findings, want.Findings)
	}
	var all []string
	for _, f := range got.Findings {
		line := f.Message + " " + f.Func
		for _, fix := range f.Fixes {
			e := fix.Edits[0]
			line += fmt.Sprintf(" %s %d-%d %s", fix.Message, e.Pos.Offset, e.End.Offset, e.NewText)
		}
		all = append(all, line)
	}
	slices.Sort(all)
	// There is nothing to edit where the source is another file.
	if want := []string{
		"0  nil 19-20 nil",
		"1 f nil 64-65 nil",
		"2 T.m nil 132-133 nil",
		"3 (*T).p nil 172-173 nil",
		"4 (*T).q",
	}; !slices.Equal(all, want) {
		t.Errorf("got %q, want %q", all, want)
	}
}
