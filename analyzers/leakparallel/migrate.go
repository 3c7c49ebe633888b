package leakparallel

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A migration adds the TestMain that takes the place of all VerifyNone in
// parallel tests of the package. Each fix has the same insertion, so that any
// of them is whole, and all of them together insert it once.
type migration struct {
	at   token.Pos // where TestMain goes; invalid if there can be none
	text string
}

func newMigration(pass *analysis.Pass, found []finding) migration {
	if hasTestMain(pass.Pkg) {
		return migration{}
	}
	var file *ast.File
	var pkg string // name of goleak in file
	for _, f := range pass.Files {
		if name := importName(f, goleak); name != "" && isTestFile(pass, f.FileStart) {
			file, pkg = f, name
			break
		}
	}
	if file == nil || importName(file, "testing") != "testing" {
		return migration{}
	}
	var options []string
	for _, f := range found {
		if f.early || f.check.helper || f.check.name != goleak+".VerifyNone" {
			continue
		}
		if f.check.call.Ellipsis.IsValid() {
			return migration{}
		}
		for _, o := range f.check.call.Args[1:] {
			if !portable(pass, file, o) {
				return migration{}
			}
			var b bytes.Buffer
			if format.Node(&b, pass.Fset, o) != nil {
				return migration{}
			}
			options = append(options, ", "+b.String())
		}
	}
	slices.Sort(options)
	options = slices.Compact(options)
	return migration{
		at:   file.FileEnd,
		text: fmt.Sprintf("\nfunc TestMain(m *testing.M) {\n\t%s.VerifyTestMain(m%s)\n}\n", pkg, strings.Join(options, "")),
	}
}

// hasTestMain reports whether the test program has a TestMain already: here,
// or in the package that this one tests from outside. The other way round it
// cannot be seen: tests from outside are no imports of what they test.
func hasTestMain(pkg *types.Package) bool {
	if pkg.Scope().Lookup("TestMain") != nil {
		return true
	}
	for _, imp := range pkg.Imports() {
		if imp.Path()+"_test" == pkg.Path() && imp.Scope().Lookup("TestMain") != nil {
			return true
		}
	}
	return false
}

func isTestFile(pass *analysis.Pass, pos token.Pos) bool {
	return strings.HasSuffix(pass.Fset.File(pos).Name(), "_test.go")
}

// importName returns the name that file uses for an import, "" if it does not
// import it, or without a name.
func importName(file *ast.File, path string) string {
	for _, spec := range file.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err != nil || p != path {
			continue
		}
		switch {
		case spec.Name == nil:
			return path[strings.LastIndexByte(path, '/')+1:]
		case spec.Name.Name == "_", spec.Name.Name == ".":
			return ""
		default:
			return spec.Name.Name
		}
	}
	return ""
}

// portable reports whether an option means the same in TestMain, in file: it
// is made of constants, of what packages export and of package-level names. An
// option that depends on when it is made does not.
func portable(pass *analysis.Pass, file *ast.File, option ast.Expr) bool {
	ok := true
	ast.Inspect(option, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			ok = false
		case *ast.CallExpr:
			ok = ok && fullName(pass.TypesInfo, n) != goleak+".IgnoreCurrent"
		case *ast.Ident:
			obj := pass.TypesInfo.Uses[n]
			if name, isPkg := obj.(*types.PkgName); isPkg {
				ok = ok && importName(file, name.Imported().Path()) == n.Name
			} else if obj == nil || obj.Parent() != nil && obj.Parent() != types.Universe && obj.Pkg() == pass.Pkg && obj.Parent() != pass.Pkg.Scope() {
				ok = false
			}
		}
		return ok
	})
	return ok
}

// fix removes a check and adds TestMain.
func (m migration) fix(c *check) analysis.SuggestedFix {
	if !m.at.IsValid() || c.helper || c.name != goleak+".VerifyNone" || c.stmt == nil {
		return analysis.SuggestedFix{}
	}
	return analysis.SuggestedFix{
		Message: "Check once, in TestMain",
		TextEdits: []analysis.TextEdit{
			{Pos: c.stmt.Pos(), End: c.stmt.End()},
			{Pos: m.at, End: m.at, NewText: []byte(m.text)},
		},
	}
}
