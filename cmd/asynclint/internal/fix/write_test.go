package fix_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/fix"
)

// onDisk writes files to a new directory, and returns it with the tree that has
// their names.
func onDisk(t *testing.T, all files) (string, files) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	tree := make(files)
	for name, text := range all {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		tree[name] = text
	}
	return dir, tree
}

// edited is a plan that makes x() of each a() in tree.
func edited(t *testing.T, tree files) *fix.Plan {
	var findings []driver.Finding
	for name := range tree {
		if strings.Contains(tree[name], "a()") {
			findings = append(findings, one(name, tree.edit(t, name, "a()", "x()")))
		}
	}
	slices.SortFunc(findings, func(a, b driver.Finding) int { return strings.Compare(a.Message, b.Message) })
	return fix.New(findings, tree.read)
}

func contents(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestDiff(t *testing.T) {
	dir, tree := onDisk(t, files{"p.go": program, "sub/a q.go": program, "clean.go": "package p\n"})
	var out bytes.Buffer
	if err := edited(t, tree).Diff(&out, dir); err != nil {
		t.Fatal(err)
	}
	const hunk = "@@ -1,7 +1,7 @@\n package p\n \n func f() {\n-\ta()\n+\tx()\n \tb()\n \tc()\n }\n"
	check(t, "diff", out.String(), "--- a/p.go\n+++ b/p.go\n"+hunk+"--- a/sub/a q.go\t\n+++ b/sub/a q.go\t\n"+hunk)
}

// TestApply: git takes the diff, and makes of it what Write does.
func TestApply(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("no git")
	}
	all := files{
		"p.go":         program,
		"a b/ä.go":     program,
		"crlf.go":      strings.ReplaceAll(program, "\n", "\r\n"),
		"mark.go":      "\ufeff" + program,
		"noend.go":     strings.TrimSuffix(program, "\n"),
		"lastline.go":  "package p\n\nfunc f() { a() }",
		"far.go":       strings.Replace(program, "}", strings.Repeat("\tb()\n", 30)+"}", 1),
		"unchanged.go": "package p\n",
	}
	if runtime.GOOS != "windows" {
		all[`q"\.go`] = program
	}
	dir, tree := onDisk(t, all)
	p := edited(t, tree)
	var patch bytes.Buffer
	if err := p.Diff(&patch, dir); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(git, "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-")
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(patch.Bytes())
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v\n%s\n%s", err, out, &patch)
	}
	if want := len(tree) - 1; len(p.Files()) != want {
		t.Errorf("%d files change, want %d", len(p.Files()), want)
	}
	for _, name := range p.Files() {
		if got := contents(t, name); got != after(t, p, name) {
			t.Errorf("git makes of %s %q, the plan %q", name, got, after(t, p, name))
		}
	}
}

func TestWrite(t *testing.T) {
	dir, tree := onDisk(t, files{"p.go": program, "q.go": program, "r.go": program, "ro.go": program, "clean.go": "package p\n"})
	name := func(base string) string { return filepath.Join(dir, base) }
	if err := os.Chmod(name("p.go"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name("ro.go"), 0o444); err != nil {
		t.Fatal(err)
	}
	p := edited(t, tree)
	if err := os.WriteFile(name("q.go"), []byte("package changed\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	written, err := p.Write()
	if want := []string{name("p.go"), name("r.go")}; !slices.Equal(written, want) {
		t.Errorf("wrote %q, want %q", written, want)
	}
	if want := name("q.go") + ": not fixed: changed meanwhile: run again\n" + name("ro.go") + ": not fixed: read-only"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	check(t, "p.go", contents(t, name("p.go")), strings.Replace(program, "a()", "x()", 1))
	check(t, "q.go", contents(t, name("q.go")), "package changed\n")
	check(t, "ro.go", contents(t, name("ro.go")), program)
	if info, err := os.Stat(name("p.go")); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 5 {
		t.Errorf("%d files, want 5: %v", len(left), left)
	}
}

func TestPlaces(t *testing.T) {
	for _, v := range []string{"GOFLAGS=", "GOWORK=", "GO111MODULE=", "GOTOOLCHAIN=local"} {
		name, value, _ := strings.Cut(v, "=")
		t.Setenv(name, value)
	}
	dir, _ := onDisk(t, files{
		"m/go.mod":                 "module m\n\ngo 1.26\n",
		"m/p.go":                   "package m\n",
		"m/p/q.go":                 "package p\n",
		"m/vendor/x/x.go":          "package x\n",
		"m/other/go.mod":           "module other\n",
		"m/other/o.go":             "package other\n",
		"m/cache/x@v1.0.0/x.go":    "package x\n",
		"w/go.work":                "go 1.26\n\nuse (\n\t./a\n\t./a/b\n)\n",
		"w/a/go.mod":               "module a\n\ngo 1.26\n",
		"w/a/a.go":                 "package a\n",
		"w/a/b/go.mod":             "module a/b\n\ngo 1.26\n",
		"w/a/b/b.go":               "package b\n",
		"w/c/go.mod":               "module c\n",
		"w/c/c.go":                 "package c\n",
		"none/p.go":                "package main\n",
		"none/vendor/x/x.go":       "package x\n",
		"m/directory.go/README.md": "",
	})
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	t.Setenv("GOMODCACHE", at("m/cache"))
	linked := os.Symlink(at("none/p.go"), at("m/link.go")) == nil && os.Symlink(at("none"), at("m/none")) == nil && os.Symlink(at("m"), at("short")) == nil
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	errorsGo := filepath.Join(strings.TrimSpace(string(goroot)), "src", "errors", "errors.go")
	for _, test := range []struct{ from, name, want string }{
		{"m", "m/p.go", ""},
		{"m", "m/p/q.go", ""},
		{"m/p", "m/p.go", ""},
		{"m", "m/vendor/x/x.go", "in a vendor directory"},
		{"m", "m/other/o.go", "in another module, that of " + at("m/other")},
		{"m", "m/cache/x@v1.0.0/x.go", "below " + at("m/cache") + ", which belongs to the go command"},
		{"m", "none/p.go", "outside of the main module"},
		{"m", "m/nosuch.go", "no such file or directory"},
		{"m", "m/directory.go", "not a regular file"},
		{"m", "m/link.go", "a link: fix the file that it leads to"},
		{"m", "m/none/p.go", "outside of the main module"},
		{"m", "short/p.go", ""},
		{"short", "m/p.go", ""},
		{"m", errorsGo, "belongs to the go command"},
		{"w", "w/a/a.go", ""},
		{"w", "w/a/b/b.go", ""},
		{"w/a", "w/a/b/b.go", ""},
		{"w", "w/c/c.go", "outside of the main module"},
		{"none", "none/p.go", ""},
		{"none", "none/vendor/x/x.go", "in a vendor directory"},
		{"none", errorsGo, "belongs to the go command"},
	} {
		if !linked && strings.Contains(test.from+test.name, "link") || !linked && strings.Contains(test.from+test.name, "short") || runtime.GOOS == "windows" && strings.Contains(test.name, "nosuch") {
			continue
		}
		places, err := fix.FindPlaces(t.Context(), at(test.from), nil)
		if err != nil {
			t.Fatalf("%s: %v", test.from, err)
		}
		name := test.name
		if !filepath.IsAbs(name) {
			name = at(name)
		}
		text, err := places.Read(name)
		switch {
		case test.want == "" && (err != nil || len(text) == 0):
			t.Errorf("from %s: %s: %q, %v", test.from, test.name, text, err)
		case test.want != "" && (err == nil || !strings.HasSuffix(err.Error(), test.want)):
			t.Errorf("from %s: %s: %v, want %s", test.from, test.name, err, test.want)
		}
	}
	if err := os.WriteFile(at("m/go.mod"), []byte("modul m\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := fix.FindPlaces(t.Context(), at("m"), nil); err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "unknown directive: modul") {
		t.Errorf("%v", err)
	}
}
