package ssabuild

import (
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Mentioned returns the identifiers in the files of the package that the build
// leaves out, and in linkname directives.
func Mentioned(pass *analysis.Pass) map[string]bool {
	names := make(map[string]bool)
	for _, f := range pass.Files {
		for _, group := range f.Comments {
			for _, c := range group.List {
				if rest, ok := strings.CutPrefix(c.Text, "//go:linkname "); ok {
					if words := strings.Fields(rest); len(words) > 0 {
						names[words[0]] = true
					}
				}
			}
		}
	}
	if pass.ReadFile == nil {
		return names
	}
	for _, name := range pass.IgnoredFiles {
		if !strings.HasSuffix(name, ".go") {
			continue
		}
		src, err := pass.ReadFile(name)
		if err != nil {
			continue
		}
		fset := token.NewFileSet()
		if f, err := parser.ParseFile(fset, name, src, parser.PackageClauseOnly); err == nil && f.Name.Name != pass.Pkg.Name() {
			continue // a generator, or the like: not of this package
		}
		var s scanner.Scanner
		s.Init(token.NewFileSet().AddFile(name, -1, len(src)), src, nil, 0)
		for {
			_, tok, lit := s.Scan()
			if tok == token.EOF {
				break
			}
			if tok == token.IDENT {
				names[lit] = true
			}
		}
	}
	return names
}
