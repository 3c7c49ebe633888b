package fix

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// dropImports removes from after the imports that are used in before, but not
// any more: the compiler does not accept them.
//
// Where an import has no name of its own, its path gives it, and is believed
// only if the file uses that name. golang.org/x/tools/imports would know, but
// asks the go command, and may add imports, which no fix of ours needs.
func dropImports(before, after []byte) ([]byte, error) {
	fset := token.NewFileSet()
	old, err := parser.ParseFile(fset, "", before, 0)
	if err != nil {
		return after, nil // that is not the fault of a fix
	}
	file, err := parser.ParseFile(fset, "", after, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	was, is := qualifiers(old), qualifiers(file)
	unused := func(spec *ast.ImportSpec) bool {
		name := importName(spec)
		return was[name] && !is[name] && slices.ContainsFunc(old.Imports, func(o *ast.ImportSpec) bool {
			return o.Path.Value == spec.Path.Value && importName(o) == name
		})
	}
	base := fset.File(file.FileStart).Base()
	var edits []udiff.Edit
	remove := func(n ast.Node) {
		edits = append(edits, removal(after, int(n.Pos())-base, int(n.End())-base))
	}
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.IMPORT {
			continue
		}
		var specs []ast.Node
		for _, s := range decl.Specs {
			if spec := s.(*ast.ImportSpec); unused(spec) {
				specs = append(specs, importClause{spec})
			}
		}
		if len(specs) > 0 && len(specs) == len(decl.Specs) {
			specs = []ast.Node{decl}
		}
		for _, n := range specs {
			remove(n)
		}
	}
	return udiff.ApplyBytes(after, edits)
}

// An importClause is an import without the comments that ast counts as its own.
type importClause struct{ spec *ast.ImportSpec }

func (c importClause) End() token.Pos { return c.spec.Path.End() }
func (c importClause) Pos() token.Pos {
	if c.spec.Name != nil {
		return c.spec.Name.Pos()
	}
	return c.spec.Path.Pos()
}

// removal deletes what is between two offsets: with the rest of its lines if
// there are only comments, else with the semicolon.
func removal(text []byte, from, to int) udiff.Edit {
	start := bytes.LastIndexByte(text[:from], '\n') + 1
	end := len(text)
	if i := bytes.IndexByte(text[to:], '\n'); i >= 0 {
		end = to + i + 1
	}
	rest := bytes.TrimSpace(text[to:end])
	if len(bytes.TrimSpace(text[start:from])) == 0 && (len(rest) == 0 || bytes.HasPrefix(rest, []byte("//"))) {
		return udiff.Edit{Start: start, End: end}
	}
	if bytes.HasPrefix(rest, []byte(";")) {
		to += bytes.IndexByte(text[to:], ';') + 1
	}
	return udiff.Edit{Start: from, End: to}
}

// qualifiers returns the names before a period that the file does not declare:
// those of imports are among them.
func qualifiers(file *ast.File) map[string]bool {
	open := make(map[*ast.Ident]bool)
	for _, id := range file.Unresolved {
		open[id] = true
	}
	names := make(map[string]bool)
	for n := range ast.Preorder(file) {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && open[id] {
				names[id.Name] = true
			}
		}
	}
	return names
}

// importName is the name of an import in its file, as far as its path shows
// it: the last element, without version, "go-" and whatever is in no name.
func importName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return ""
	}
	name := path.Base(p)
	if version, ok := strings.CutPrefix(name, "v"); ok {
		if _, err := strconv.Atoi(version); err == nil && path.Dir(p) != "." {
			name = path.Base(path.Dir(p))
		}
	}
	name = strings.TrimPrefix(name, "go-")
	if i := strings.IndexFunc(name, func(r rune) bool { return !token.IsIdentifier("x" + string(r)) }); i >= 0 {
		name = name[:i]
	}
	return name
}
