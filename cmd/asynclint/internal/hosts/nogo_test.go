package hosts

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/asynclint/asynclint/analyzers"
)

// TestNogo: the targets in docs/hosts.md are the checks that are on by default,
// and each is what nogo wants: a package with a variable Analyzer. How they fare
// in a host like nogo is tested in package analyzers.
func TestNogo(t *testing.T) {
	var targets, want []string
	for _, m := range regexp.MustCompile(`(?m)^        "@com_github_asynclint_asynclint//analyzers/(\w+)",$`).FindAllStringSubmatch(block(t, "hosts.md", "nogo"), -1) {
		targets = append(targets, m[1])
	}
	for _, c := range analyzers.Suite() {
		if c.Default() {
			want = append(want, c.Name())
		}
		files, err := filepath.Glob(filepath.Join(root, "analyzers", c.Name(), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		exported := slices.ContainsFunc(files, func(name string) bool {
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			return err == nil && f.Name.Name == c.Name() && slices.ContainsFunc(f.Decls, declaresAnalyzer)
		})
		if !exported {
			t.Errorf("analyzers/%s has no variable Analyzer", c.Name())
		}
	}
	if !slices.Equal(targets, want) {
		t.Errorf("docs/hosts.md has targets for\n%q\non by default are\n%q", targets, want)
	}
	if config := block(t, "hosts.md", "nogo config"); !json.Valid([]byte(config)) {
		t.Errorf("not JSON: %s", config)
	}
}

func declaresAnalyzer(d ast.Decl) bool {
	gen, ok := d.(*ast.GenDecl)
	return ok && gen.Tok == token.VAR && slices.ContainsFunc(gen.Specs, func(s ast.Spec) bool {
		return slices.ContainsFunc(s.(*ast.ValueSpec).Names, func(name *ast.Ident) bool { return name.Name == "Analyzer" })
	})
}
