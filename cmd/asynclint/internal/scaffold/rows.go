package scaffold

import (
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"strings"
)

// addRow adds the row of a check, and its import, to the source of rows.go,
// where rows stand in order of name.
func addRow(src []byte, name string) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "rows.go", src, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	suite := suiteLiteral(file)
	if suite == nil {
		return nil, errors.New("analyzers/rows.go has no var suite")
	}

	// The row goes before the first one of a later name, or last.
	before := fset.Position(suite.Rbrace).Line
	if marker := markerIn(file, suite); marker.IsValid() {
		before = fset.Position(marker).Line
	}
	for _, row := range suite.Elts {
		if analyzerOf(row) > name {
			before = fset.Position(row.Pos()).Line
			break
		}
	}
	lines := strings.SplitAfter(string(src), "\n")
	for strings.HasPrefix(strings.TrimSpace(lines[before-2]), "//") {
		before-- // the comments of a row stay with it
	}
	row := fmt.Sprintf("\t{Analyzer: %s.Analyzer, Tier: Suspicious, Pitfall: Leaks, Since: \"v0.1.0\", Nursery: true, Evidence: \"new: not yet run on real code\"},\n", name)
	lines[before-1] = row + lines[before-1]

	// The import goes anywhere into its group: formatting sorts.
	path := fmt.Sprintf("\t\"github.com/asynclint/asynclint/analyzers/%s\"\n", name)
	at, group := importLine(fset, file)
	if !group {
		path = "\nimport (\n" + path + ")\n"
	}
	lines[at-1] += path
	return format.Source([]byte(strings.Join(lines, "")))
}

// suiteLiteral finds `var suite = []Check{...}`.
func suiteLiteral(file *ast.File) *ast.CompositeLit {
	for _, d := range file.Decls {
		gen, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range gen.Specs {
			if v, ok := s.(*ast.ValueSpec); ok && v.Names[0].Name == "suite" && len(v.Values) == 1 {
				lit, _ := v.Values[0].(*ast.CompositeLit)
				return lit
			}
		}
	}
	return nil
}

// markerIn finds the comment that ends the rows.
func markerIn(file *ast.File, suite *ast.CompositeLit) token.Pos {
	for _, group := range file.Comments {
		for _, c := range group.List {
			if suite.Lbrace < c.Pos() && c.Pos() < suite.Rbrace && strings.HasPrefix(c.Text, "//asynclint:rows") {
				return c.Pos()
			}
		}
	}
	return token.NoPos
}

// analyzerOf returns p of a row `{Analyzer: p.Analyzer, ...}`.
func analyzerOf(row ast.Expr) string {
	lit, ok := row.(*ast.CompositeLit)
	if !ok {
		return ""
	}
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, _ := kv.Key.(*ast.Ident)
		sel, _ := kv.Value.(*ast.SelectorExpr)
		if key == nil || key.Name != "Analyzer" || sel == nil {
			continue
		}
		if p, ok := sel.X.(*ast.Ident); ok {
			return p.Name
		}
	}
	return ""
}

// importLine returns the line after which to add an import: the opening of the
// import group, or if there is none the package clause.
func importLine(fset *token.FileSet, file *ast.File) (line int, group bool) {
	for _, d := range file.Decls {
		if gen, ok := d.(*ast.GenDecl); ok && gen.Tok == token.IMPORT && gen.Lparen.IsValid() {
			return fset.Position(gen.Lparen).Line, true
		}
	}
	return fset.Position(file.Name.Pos()).Line, false
}
