package fix_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/fix"
	"github.com/asynclint/asynclint/testdata"
)

// TestTree applies every fix that any check suggests in the fixtures, each
// alternative on its own, and then all that go together. The result must
// compile, be in gofmt's form, no longer have the finding, and have no new one;
// and where it is the bad half of a pair that is fixed, the witness, which
// fails because of the mistake, must pass.
//
// It works on a copy of the fixtures, in which each variant is a package of its
// own, so that one run of the suite and one of the tests do for all.
func TestTree(t *testing.T) {
	c := newCopy(t)
	found := c.analyze(t, c.packages(t))

	var all []*variant
	for _, dir := range slices.Sorted(maps.Keys(found)) {
		list := found[dir]
		most := 0
		for i, f := range list {
			for k := range f.Fixes {
				all = append(all, c.variant(t, dir, fmt.Sprintf("fix%d_%d", i, k), list, []int{i}, k))
			}
			most = max(most, len(f.Fixes))
		}
		for k := range most {
			var indexes []int
			for i, f := range list {
				if len(f.Fixes) > 0 {
					indexes = append(indexes, i)
				}
			}
			v := c.variant(t, dir, fmt.Sprintf("all_%d", k), list, indexes, k)
			v.together = true
			all = append(all, v)
		}
	}

	var dirs []string
	for _, v := range all {
		dirs = append(dirs, v.dir)
	}
	after := c.analyze(t, dirs)
	for _, v := range all {
		v.silent(t, after[v.dir])
	}
	c.witnesses(t, all)

	alone := slices.DeleteFunc(slices.Clone(all), func(v *variant) bool { return v.together })
	t.Logf("%d fixes applied, in %d packages", len(alone), len(all)-len(alone))
	if len(alone) < 50 {
		t.Errorf("%d fixes: where are the others?", len(alone))
	}
}

// A treeCopy is the fixtures in a module of the same name elsewhere.
type treeCopy struct{ root string }

func newCopy(t *testing.T) treeCopy {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ours := filepath.Join("..", "..", "..", "..")
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(ours, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(root, name), text, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(filepath.Join(root, "testdata"), testdata.FS); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(root, "testdata", "witness"), os.DirFS(filepath.Join(ours, "testdata", "witness"))); err != nil {
		t.Fatal(err)
	}
	return treeCopy{root}
}

// packages lists the folders of code with findings, below the root.
func (c treeCopy) packages(t *testing.T) []string {
	t.Helper()
	var dirs []string
	for _, glob := range []string{"src/*/bad/*.go", "src/*/cases/*/*.go"} {
		names, err := fs.Glob(testdata.FS, glob)
		if err != nil || len(names) == 0 {
			t.Fatal(glob, err)
		}
		for _, name := range names {
			dirs = append(dirs, "testdata/"+path.Dir(name))
		}
	}
	return slices.Compact(dirs)
}

// analyze runs the whole suite, and returns what it finds by folder.
func (c treeCopy) analyze(t *testing.T, dirs []string) map[string][]driver.Finding {
	t.Helper()
	req := driver.Request{Dir: c.root, Tests: true}
	for _, dir := range dirs {
		req.Patterns = append(req.Patterns, "./"+dir)
	}
	for _, check := range analyzers.Suite() {
		req.Analyzers = append(req.Analyzers, check.Analyzer)
	}
	res, err := driver.Stream{}.Run(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range res.Problems {
		t.Errorf("%s:%d: %s", p.Pos.Filename, p.Pos.Line, p.Message)
	}
	found := make(map[string][]driver.Finding)
	for _, f := range res.Findings {
		dir, err := filepath.Rel(c.root, filepath.Dir(f.Pos.Filename))
		if err != nil {
			t.Fatal(err)
		}
		found[filepath.ToSlash(dir)] = append(found[filepath.ToSlash(dir)], f)
	}
	return found
}

// A variant is a package with something fixed.
type variant struct {
	from, dir string
	root      string           // dir on disk
	what      string           // what is done to it, or the last thing
	left      []driver.Finding // of from, not fixed
	together  bool             // all fixes are applied
}

// variant writes a copy of a package in which the k-th fix, or the first if
// there are fewer, is applied for some of its findings.
func (c treeCopy) variant(t *testing.T, from, suffix string, list []driver.Finding, indexes []int, k int) *variant {
	t.Helper()
	v := &variant{from: from, dir: from + "_" + suffix}
	var findings []driver.Finding
	for _, i := range indexes {
		f := list[i]
		chosen := f.Fixes[0]
		if k < len(f.Fixes) {
			chosen = f.Fixes[k]
		}
		v.what = fmt.Sprintf("%s:%d: %s", f.Pos.Filename, f.Pos.Line, chosen.Message)
		f.Fixes = []driver.Fix{chosen}
		findings = append(findings, f)
	}
	p := fix.New(findings, os.ReadFile)
	if len(p.Broken)+len(p.Skipped) > 0 || len(p.Fixed) == 0 {
		t.Errorf("%s: %s", v.what, outcome(p))
	}
	for i, f := range list {
		if !slices.Contains(indexes, i) || slices.ContainsFunc(p.Left, func(l driver.Finding) bool { return l.Pos == f.Pos && l.Message == f.Message }) {
			v.left = append(v.left, f)
		}
	}
	dir := filepath.Join(c.root, filepath.FromSlash(from))
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(c.root, filepath.FromSlash(v.dir))
	v.root = out
	if err := os.Mkdir(out, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if path.Ext(e.Name()) != ".go" {
			continue
		}
		name := filepath.Join(dir, e.Name())
		text, ok := p.After(name)
		if !ok {
			text = []byte(contents(t, name))
		} else if formatted, err := format.Source(text); err != nil || !bytes.Equal(formatted, text) {
			t.Errorf("%s leaves code that gofmt changes: %v\n%s", v.what, err, text)
		}
		if err := os.WriteFile(filepath.Join(out, e.Name()), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range p.Files() {
		if filepath.Dir(name) != dir {
			t.Errorf("%s changes another package: %s", v.what, name)
		}
	}
	return v
}

// silent makes sure that v has only findings that were there before and that
// nobody fixed. Lines move, so that these are told apart by what they say.
func (v *variant) silent(t *testing.T, now []driver.Finding) {
	left := make(map[string]int)
	for _, f := range v.left {
		left[said(f)]++
	}
	for _, f := range now {
		if s := said(f); left[s] > 0 {
			left[s]--
		} else {
			t.Errorf("%s\nleaves %s:%d: %s (%s)", v.what, f.Pos.Filename, f.Pos.Line, f.Message, f.Check)
		}
	}
}

var lineNumber = regexp.MustCompile(`\bL\d+\b`)

func said(f driver.Finding) string {
	return f.Check + " " + f.Func + " " + lineNumber.ReplaceAllString(f.Message, "L")
}

// witnesses runs the tests of the bad halves that are fixed.
func (c treeCopy) witnesses(t *testing.T, all []*variant) {
	args := []string{"test", "-json", "-vet=off", "-timeout=60s"}
	byPath := make(map[string]*variant)
	for _, v := range all {
		if v.together && path.Base(v.from) == "bad" {
			args = append(args, "./"+v.dir)
			byPath["github.com/asynclint/asynclint/"+v.dir] = v
		}
	}
	out := c.goTest(t, args, "GOEXPERIMENT=goroutineleakprofile")
	passed, output := make(map[string]bool), make(map[string]string)
	for line := range bytes.Lines(out) {
		var e struct{ Action, Package, ImportPath, Test, Output string }
		if json.Unmarshal(line, &e) != nil {
			continue
		}
		pkg, _, _ := strings.Cut(cmp.Or(e.Package, e.ImportPath), " ")
		output[pkg] += e.Output
		if e.Action == "pass" {
			passed[pkg+" "+e.Test] = true
		}
	}
	proved := 0
	for _, pkg := range slices.Sorted(maps.Keys(byPath)) {
		v := byPath[pkg]
		declared, _, err := testdata.Witnesses(path.Base(path.Dir(v.from)))
		if err != nil {
			t.Fatal(err)
		}
		proofs := 0
		for _, w := range declared {
			if v.remains(t, w.Test) {
				continue
			}
			if proofs++; !passed[pkg+" "+w.Test] {
				t.Errorf("%s\n%s still fails in %s:\n%s", v.what, w.Test, v.dir, output[pkg])
			}
		}
		if proofs == 0 {
			t.Errorf("%s: no witness proves it", v.what)
		}
		proved += proofs
	}
	t.Logf("%d witnesses pass on %d fixed halves", proved, len(byPath))
}

// remains reports whether a test is of a function with a finding that has no
// fix: then it still fails.
func (v *variant) remains(t *testing.T, test string) bool {
	file, err := parser.ParseFile(token.NewFileSet(), "", contents(t, filepath.Join(v.root, "bad_test.go")), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Name.Name != test {
			continue
		}
		for n := range ast.Preorder(fn) {
			if id, ok := n.(*ast.Ident); ok && slices.ContainsFunc(v.left, func(f driver.Finding) bool { return f.Func[strings.LastIndexByte(f.Func, '.')+1:] == id.Name }) {
				return true
			}
		}
	}
	return false
}

// goTest runs the go command, as the tests of pairs do: without cgo, and with
// the leak profile, which newer toolchains always have.
func (c treeCopy) goTest(t *testing.T, args []string, experiment string) []byte {
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = c.root
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0", experiment)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if strings.Contains(stderr.String(), "unknown GOEXPERIMENT") {
		return c.goTest(t, args, "GOEXPERIMENT=")
	}
	if err != nil && len(out) == 0 {
		t.Fatalf("go test: %v\n%s", err, &stderr)
	}
	return out
}
