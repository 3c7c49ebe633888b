// Package scaffold writes the files of a new check: one that works and passes
// all gates, to be replaced piece by piece.
package scaffold

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/asynclint/asynclint/analyzers"
)

// files is a txtar archive of what is written, with NAME for the name.
//
//go:embed check.txtar
var files []byte

const usage = "usage: asynclint new NAME"

// Run is `asynclint new NAME`, in the root of asynclint's own repository. It
// returns the exit code.
func Run(args []string, stdout, stderr io.Writer) int {
	if len(args) != 1 || strings.HasPrefix(args[0], "-") {
		fmt.Fprintln(stderr, usage)
		return 2
	}
	written, err := write(".", args[0])
	if err != nil {
		fmt.Fprintf(stderr, "asynclint: new %s: %v\n", args[0], err)
		return 2
	}
	for _, name := range written {
		fmt.Fprintln(stdout, name)
	}
	fmt.Fprintf(stdout, `
The check works; now make it yours. First the prose (doc.go) and the pair: the
pitfall is real, the reference is right. Then the check. How, is in the
documentation of analyzers/internal/checktest.

	go test ./analyzers/%[1]s        # until it is green
	go test ./analyzers -update      # then renew the page
`, args[0])
	return 0
}

// write adds check name to the repository in dir and returns the files that it
// wrote or changed.
func write(dir, name string) ([]string, error) {
	if mod, err := os.ReadFile(filepath.Join(dir, "go.mod")); err != nil || !bytes.HasPrefix(mod, []byte("module github.com/asynclint/asynclint\n")) {
		return nil, errors.New("run this in the root of asynclint's own repository")
	}
	if err := valid(name); err != nil {
		return nil, err
	}

	archive := txtar.Parse(bytes.ReplaceAll(files, []byte("NAME"), []byte(name)))
	page := "docs/checks/" + name + ".md"
	for _, target := range []string{"analyzers/" + name, "testdata/src/" + name, page} {
		if _, err := os.Lstat(filepath.Join(dir, target)); err == nil {
			return nil, fmt.Errorf("%s exists; nothing is overwritten", target)
		}
	}
	const rowsFile = "analyzers/rows.go"
	rows, err := os.ReadFile(filepath.Join(dir, rowsFile))
	if err != nil {
		return nil, err
	}
	rows, err = addRow(rows, name)
	if err != nil {
		return nil, err
	}

	archive.Files = append(archive.Files, txtar.File{Name: rowsFile, Data: rows})
	var written []string
	for _, f := range archive.Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if strings.HasSuffix(f.Name, ".go") {
			// The order of imports depends on the name.
			if f.Data, err = format.Source(f.Data); err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, f.Data, 0o666); err != nil {
			return nil, err
		}
		written = append(written, f.Name)
	}

	// The page and the table are made by the suite that now has the check: not
	// by this program, but by one built from what it wrote.
	cmd := exec.Command("go", "test", "./analyzers", "-run=^(TestPages|TestTable|TestConfigSchema)$", "-update")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("cannot make the page: %s: %w\n%s", strings.Join(cmd.Args, " "), err, out)
	}
	return append(written, page, "README.md", "docs/asynclint-config.schema.json"), nil
}

// taken are words that mean something else where names of checks are used.
var taken = []string{"all", "default", "none", "bug", "suspicious", "advice", "baseline", "completion", "new", "lsp", "staleignore", "asynclint", "analyzers", "internal", "gclplugin", "main", "passes", "patterns", "report", "testdata", "witness", "test", "vendor"}

// valid reports why name cannot be a check's.
func valid(name string) error {
	if !regexp.MustCompile(`^[a-z]+$`).MatchString(name) {
		return errors.New("a name is made of the letters a to z, in lower case")
	}
	if token.IsKeyword(name) || types.Universe.Lookup(name) != nil || slices.Contains(taken, name) {
		return errors.New("the name means something else")
	}
	if _, exists := analyzers.Lookup(name); exists {
		return errors.New("there is such a check")
	}
	if _, exists, err := analyzers.PatternPage(name); exists || err != nil {
		return cmp.Or(err, errors.New("there is such a pattern"))
	}
	for _, r := range analyzers.RejectedIdeas() {
		if r.Name == name {
			return fmt.Errorf("the idea was turned down: %s; with new evidence, remove it from analyzers/rows.go first", r.Reason)
		}
	}
	return nil
}
