package checktest

import (
	"bytes"
	"flag"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/testdata"
	_ "github.com/asynclint/asynclint/testdata/witness" // child processes use it: see its changes
)

// Update tells tests to write what they would otherwise compare: golden files
// here, pages in package analyzers.
var Update = flag.Bool("update", false, "write generated files instead of comparing them")

// Limits on what a page shows.
const (
	maxBad = 60
	maxRef = 80
)

// Run tests a check by its fixtures. See the package documentation.
func Run(t *testing.T, a *analysis.Analyzer) {
	p := &pair{name: a.Name, root: Root(t)}
	t.Run("form", p.form)
	t.Run("wants", func(t *testing.T) { p.wants(t, a) })
	t.Run("messages", p.messages)
	t.Run("fixes", p.fixes)
	t.Run("api", p.api)
	t.Run("witness", p.witness)
}

// pair is a check's fixtures.
type pair struct {
	name   string
	root   string    // of the module
	result []*result // what the check reported, set by wants
}

// dir is the fixture folder, below the root and with slashes.
func (p *pair) dir(elem ...string) string {
	return "testdata/src/" + strings.Join(append([]string{p.name}, elem...), "/")
}

// Root is the folder of go.mod. Tests run in the folder of their package.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("not in a module")
		}
		dir = up
	}
}

// form is the gate on the shape of the files.
func (p *pair) form(t *testing.T) {
	read := func(name string) []byte {
		data, err := fs.ReadFile(testdata.FS, strings.TrimPrefix(p.dir(name), "testdata/"))
		if err != nil {
			t.Errorf("a check needs %s", p.dir(name))
		}
		return data
	}
	short := func(name string, most int) {
		if n := bytes.Count(read(name), []byte("\n")); n > most {
			t.Errorf("%s has %d lines; its page has room for %d", p.dir(name), n, most)
		}
	}
	short("bad/bad.go", maxBad)
	short("ref/ref.go", maxRef)
	if !bytes.Equal(read("bad/bad_test.go"), read("ref/ref_test.go")) {
		t.Errorf("%s and ref/ref_test.go differ: one test must tell bad from ref", p.dir("bad/bad_test.go"))
	}

	dir := strings.TrimPrefix(p.dir(), "testdata/")
	fs.WalkDir(testdata.FS, dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		data, err := fs.ReadFile(testdata.FS, path)
		if err != nil {
			return err
		}
		if formatted, err := format.Source(data); err != nil {
			t.Errorf("testdata/%s: %v", path, err)
		} else if !bytes.Equal(data, formatted) {
			t.Errorf("testdata/%s: not in the form that gofmt writes", path)
		}
		return nil
	})
}
