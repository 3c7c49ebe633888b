package scaffold

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestNew scaffolds a check in a copy of the repository, and then runs its
// tests: what contributors start from must be green.
func TestNew(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a copy of the repository")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, source(t, filepath.Join("..", "..", "..", ".."))); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	var stdout, stderr bytes.Buffer
	if code := Run([]string{"scaffolded"}, &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d: %s", code, &stderr)
	}
	for _, file := range []string{"analyzers/scaffolded/doc.go", "testdata/src/scaffolded/ref/ref.go", "analyzers/rows.go", "docs/checks/scaffolded.md", "README.md"} {
		if !strings.Contains(stdout.String(), file+"\n") {
			t.Errorf("the output does not name %s:\n%s", file, &stdout)
		}
	}
	for _, args := range [][]string{
		{"test", "./analyzers/scaffolded"},
		{"test", "./analyzers", "-run=^(TestRows|TestNoOrphans|TestPages|TestTable)$"},
		{"vet", "./analyzers/scaffolded"},
	} {
		// What is wrong with other checks, other tests say.
		if out, err := exec.Command("go", args...).CombinedOutput(); err != nil && bytes.Contains(out, []byte("scaffolded")) {
			t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	if out, err := exec.Command("gofmt", "-l", "analyzers/scaffolded", "analyzers/rows.go", "testdata/src/scaffolded").CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("gofmt: %v %s", err, out)
	}

	// The gates stand: a pair of which neither half is bad, or neither is right,
	// proves nothing.
	bad, ref := "testdata/src/scaffolded/bad/bad.go", "testdata/src/scaffolded/ref/ref.go"
	mustFail(t, ref, bad, "reports nothing in bad.go", "TestEnd proves nothing: on bad it passes")
	mustFail(t, bad, ref, "reports something in its own reference", "the reference fails its own test", "under the race detector, the reference fails its own test")

	stderr.Reset()
	if code := Run([]string{"scaffolded"}, &stdout, &stderr); code != 2 || !strings.Contains(stderr.String(), "nothing is overwritten") {
		t.Errorf("a second run: exit code %d, %q", code, &stderr)
	}
}

// mustFail overwrites one file by another, for a run of the check's test, which
// must fail with all of texts.
func mustFail(t *testing.T, from, to string, texts ...string) {
	t.Helper()
	was, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "test", "./analyzers/scaffolded").CombinedOutput()
	for _, text := range texts {
		if err == nil || !strings.Contains(string(out), text) {
			t.Errorf("with %s for %s: %v, without %q:\n%s", from, to, err, text, out)
		}
	}
	if err := os.WriteFile(to, was, 0o666); err != nil {
		t.Fatal(err)
	}
}

// source is the repository as a file system, without what git keeps.
func source(t *testing.T, root string) fs.FS {
	t.Helper()
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	return hidden{os.DirFS(root)}
}

// hidden hides dot files.
type hidden struct{ fs.FS }

func (h hidden) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(h.FS, name)
	kept := entries[:0]
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			kept = append(kept, e)
		}
	}
	return kept, err
}

func TestUsage(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, args := range [][]string{nil, {"a", "b"}, {"-x"}, {"fine"}} {
		var stdout, stderr bytes.Buffer
		if code := Run(args, &stdout, &stderr); code != 2 || strings.Count(stderr.String(), "\n") != 1 || stdout.Len() > 0 {
			t.Errorf("new %q: exit code %d, stderr %q, stdout %q; want 2 and one line on stderr", args, code, &stderr, &stdout)
		}
	}
}

func TestValid(t *testing.T) {
	for _, name := range []string{"", "Upper", "two-words", "a1", "ünder", "../up", "func", "string", "len", "all", "internal", "copylocks", "patterns", "passes", "batcher"} {
		if err := valid(name); err == nil {
			t.Errorf("%q is taken for a name of a check", name)
		}
	}
	if err := valid("chanleaks"); err != nil {
		t.Error(err)
	}
}

func TestAddRow(t *testing.T) {
	const header = "package analyzers\n\nimport (\n\t\"github.com/asynclint/asynclint/analyzers/b\"\n\t\"github.com/asynclint/asynclint/analyzers/d\"\n)\n\nvar suite = []Check{\n"
	src := header +
		"\t// b has a comment.\n" +
		"\t{Analyzer: b.Analyzer},\n" +
		"\t// d has one\n" +
		"\t// of two lines.\n" +
		"\t{\n\t\tAnalyzer: d.Analyzer,\n\t},\n" +
		"\t//asynclint:rows\n}\n"
	for name, follows := range map[string]string{
		"a": "\t// b has a comment.",
		"c": "\t// d has one",
		"e": "\t//asynclint:rows",
	} {
		out, err := addRow([]byte(src), name)
		if err != nil {
			t.Fatal(err)
		}
		_, after, _ := strings.Cut(string(out), "{Analyzer: "+name+".Analyzer")
		_, after, _ = strings.Cut(after, "\n")
		if !strings.HasPrefix(after, follows) {
			t.Errorf("row %s is not before %q:\n%s", name, follows, out)
		}
		if !strings.Contains(string(out), "analyzers/"+name+"\"\n") {
			t.Errorf("no import of %s:\n%s", name, out)
		}
	}
}
