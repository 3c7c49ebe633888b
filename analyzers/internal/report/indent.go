package report

import (
	"bytes"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// indented gives the new lines in a fix the indentation of the line that it
// changes, as most editors apply edits as they are. Checks write them as if
// that line had none.
func indented(pass *analysis.Pass, fix analysis.SuggestedFix) analysis.SuggestedFix {
	fix.TextEdits = slices.Clone(fix.TextEdits)
	for i, e := range fix.TextEdits {
		if bytes.ContainsRune(e.NewText, '\n') {
			fix.TextEdits[i].NewText = bytes.ReplaceAll(e.NewText, []byte("\n"), []byte("\n"+indent(pass, e.Pos)))
		}
	}
	return fix
}

// indent is what the line of pos begins with: a tab for each column before its
// first token. The source is not at hand, but every line of code begins with a
// node, or with the bracket that ends one.
func indent(pass *analysis.Pass, pos token.Pos) string {
	i := slices.IndexFunc(pass.Files, func(f *ast.File) bool { return f.FileStart <= pos && pos <= f.FileEnd })
	if i < 0 {
		return ""
	}
	line, tabs := pass.Fset.PositionFor(pos, false).Line, -1
	begin := func(p token.Pos) {
		if at := pass.Fset.PositionFor(p, false); at.Line == line && (tabs < 0 || at.Column-1 < tabs) {
			tabs = at.Column - 1
		}
	}
	for n := range ast.Preorder(pass.Files[i]) {
		if _, file := n.(*ast.File); !file {
			begin(n.Pos())
			begin(n.End() - 1)
		}
	}
	return strings.Repeat("\t", max(tabs, 0))
}
