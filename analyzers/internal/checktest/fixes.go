package checktest

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"

	"github.com/asynclint/asynclint/testdata"
)

// fixes is the gate on suggested fixes: each alone leaves code that compiles,
// and all together what the golden file has.
func (p *pair) fixes(t *testing.T) {
	fixed := make(map[string]*fixedFile) // by name
	for _, r := range p.result {
		for _, d := range r.Diagnostics {
			collect(t, fixed, r.Action.Package, d)
		}
	}

	bad := filepath.Join(p.root, filepath.FromSlash(p.dir("bad/bad.go")))
	golden := p.goldenFiles(t)
	if fixed[bad] != nil && !slices.Contains(golden, bad+".golden") {
		golden = append(golden, bad+".golden")
	}
	for _, name := range golden {
		f := fixed[strings.TrimSuffix(name, ".golden")]
		if f == nil {
			t.Errorf("%s: the check suggests no fix there", name)
			continue
		}
		want := f.golden(t)
		if *Update {
			if err := os.WriteFile(name, want, 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if have, _ := os.ReadFile(name); !bytes.Equal(have, want) {
			t.Errorf("%s is not what the fixes make of the file (-update writes it):\n%s", name, want)
		}
	}
}

// goldenFiles lists the golden files of the check.
func (p *pair) goldenFiles(t *testing.T) []string {
	var names []string
	err := fs.WalkDir(testdata.FS, "src/"+p.name, func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".golden") {
			names = append(names, filepath.Join(p.root, "testdata", filepath.FromSlash(path)))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return names
}

// A fixedFile is a file in which something can be fixed.
type fixedFile struct {
	src  []byte
	fset *token.FileSet
	all  []analysis.TextEdit
	// sections holds the edits by the message of their fix.
	sections map[string][]analysis.TextEdit
	// alternatives: not all fixes can be applied together.
	alternatives bool
	seen         map[token.Position]bool
}

// collect adds the fixes of d to the file it is in, and tries each.
func collect(t *testing.T, files map[string]*fixedFile, pkg *packages.Package, d analysis.Diagnostic) {
	at := pkg.Fset.Position(d.Pos)
	if len(d.SuggestedFixes) == 0 {
		return
	}
	f := files[at.Filename]
	if f == nil {
		src, err := os.ReadFile(at.Filename)
		if err != nil {
			t.Fatal(err)
		}
		f = &fixedFile{src: src, fset: pkg.Fset, sections: make(map[string][]analysis.TextEdit), seen: make(map[token.Position]bool)}
		files[at.Filename] = f
	}
	if f.seen[at] {
		return // a package and its test variant say the same
	}
	f.seen[at] = true
	f.alternatives = f.alternatives || len(d.SuggestedFixes) > 1
	for _, fix := range d.SuggestedFixes {
		f.all = append(f.all, fix.TextEdits...)
		f.sections[fix.Message] = append(f.sections[fix.Message], fix.TextEdits...)
		src, err := f.edit(fix.TextEdits)
		if err == nil {
			err = formatted(src)
		}
		if err == nil {
			err = compiles(pkg, at.Filename, src)
		}
		if err != nil {
			t.Errorf("%v: the fix %q breaks the code: %v", at, fix.Message, err)
		}
	}
}

// golden is what the golden file of f should have.
func (f *fixedFile) golden(t *testing.T) []byte {
	apply := func(edits []analysis.TextEdit) []byte {
		out, err := f.apply(edits)
		if err != nil {
			t.Errorf("all fixes together: %v", err)
		}
		return out
	}
	if !f.alternatives {
		return apply(f.all)
	}
	archive := new(txtar.Archive)
	for _, message := range slices.Sorted(maps.Keys(f.sections)) {
		archive.Files = append(archive.Files, txtar.File{Name: message, Data: apply(f.sections[message])})
	}
	return txtar.Format(archive)
}

// formatted: editors apply a fix as it is, and format nothing. How far comments
// behind code stand to the right, which depends on the lines around, does not
// count.
func formatted(src []byte) error {
	want, err := format.Source(src)
	aligned := regexp.MustCompile("[ \t]+//")
	if err != nil || bytes.Equal(aligned.ReplaceAll(src, []byte(" //")), aligned.ReplaceAll(want, []byte(" //"))) {
		return err
	}
	return fmt.Errorf("gofmt would change what it leaves:\n%s", udiff.Unified("fixed", "gofmt", string(src), string(want)))
}

// apply makes edits, and formats the result.
func (f *fixedFile) apply(edits []analysis.TextEdit) ([]byte, error) {
	src, err := f.edit(edits)
	if err != nil {
		return nil, err
	}
	return format.Source(src)
}

// edit makes edits, each once though several fixes may need it.
func (f *fixedFile) edit(edits []analysis.TextEdit) ([]byte, error) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b analysis.TextEdit) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.End, b.End))
	})
	edits = slices.CompactFunc(edits, func(a, b analysis.TextEdit) bool {
		return a.Pos == b.Pos && a.End == b.End && bytes.Equal(a.NewText, b.NewText)
	})
	var out []byte
	done := 0
	for _, e := range edits {
		from, to := f.fset.Position(e.Pos).Offset, f.fset.Position(max(e.End, e.Pos)).Offset
		if from < done {
			return nil, fmt.Errorf("line %d is edited twice", f.fset.Position(e.Pos).Line)
		}
		out = append(append(out, f.src[done:from]...), e.NewText...)
		done = to
	}
	return append(out, f.src[done:]...), nil
}

// compiles type-checks pkg with other contents of one of its files.
func compiles(pkg *packages.Package, name string, src []byte) error {
	file, err := parser.ParseFile(pkg.Fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	files := []*ast.File{file}
	for _, f := range pkg.Syntax {
		if pkg.Fset.Position(f.Package).Filename != name {
			files = append(files, f)
		}
	}
	var first error
	config := types.Config{
		Importer: importerOf(pkg),
		Sizes:    pkg.TypesSizes,
		Error: func(err error) {
			if first == nil && !strings.Contains(err.Error(), "imported and not used") {
				first = err
			}
		},
	}
	if pkg.Module != nil && pkg.Module.GoVersion != "" {
		config.GoVersion = "go" + pkg.Module.GoVersion
	}
	config.Check(pkg.PkgPath, pkg.Fset, files, nil)
	return first
}

// reachable imports what a package reaches, whether it imports it yet or not:
// fixes may add imports.
type reachable map[string]*types.Package

func importerOf(pkg *packages.Package) reachable {
	m := reachable{"unsafe": types.Unsafe}
	packages.Visit([]*packages.Package{pkg}, nil, func(p *packages.Package) {
		if _, have := m[p.PkgPath]; !have && p != pkg {
			m[p.PkgPath] = p.Types
		}
	})
	for path, p := range pkg.Imports {
		m[path] = p.Types // a vendored package goes by the path of its import
	}
	return m
}

func (m reachable) Import(path string) (*types.Package, error) {
	if p := m[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}
