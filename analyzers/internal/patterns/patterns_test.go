package patterns

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/asynclint/asynclint/analyzers/internal/gotest"
	"github.com/asynclint/asynclint/testdata"
	_ "github.com/asynclint/asynclint/testdata/witness" // child processes use it: see its changes
)

// longest is how many lines of code a pattern may have.
const longest = 200

// root returns the folder of go.mod.
func root(t testing.TB) string {
	dir, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// only limits the tests to some patterns, for who works on them.
var only = flag.String("only", "", "test only these patterns, a comma `list`")

func all(t testing.TB) []*Pattern {
	t.Helper()
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	if *only != "" {
		names := strings.Split(*only, ",")
		all = slices.DeleteFunc(all, func(p *Pattern) bool { return !slices.Contains(names, p.Name) })
	}
	return all
}

// TestForm: a pattern is complete and of the form that people are to copy.
func TestForm(t *testing.T) {
	for _, p := range all(t) {
		t.Run(p.Name, func(t *testing.T) {
			if !regexp.MustCompile(`^[a-z]+$`).MatchString(p.Name) {
				t.Error("a name is [a-z]+")
			}
			if n := bytes.Count(p.Code, []byte("\n")); n > longest {
				t.Errorf("%d lines are too many to copy, at most %d", n, longest)
			}
			for _, src := range [][]byte{p.Code, p.Test} {
				if formatted, err := format.Source(src); err != nil || !bytes.Equal(formatted, src) {
					t.Errorf("not in the form that gofmt writes: %v", err)
				}
			}
			documented(t, p)
			proved(t, p)
			if len(p.Guarantees) == 0 || len(p.Mutants) == 0 || len(p.Words) == 0 {
				t.Error("guarantees, words and mutants: at least one of each")
			}
			for _, m := range p.Mutants {
				if !regexp.MustCompile(`^[a-z]+$`).MatchString(m.Name) {
					t.Errorf("the name of a mutant is [a-z]+: %s", m.Name)
				}
				if formatted, err := format.Source(m.Code); err != nil || !bytes.Equal(formatted, m.Code) {
					t.Errorf("the code of mutant %s is not in the form that gofmt writes: %v", m.Name, err)
				}
			}
		})
	}
}

// documented: what is exported has a comment, and the package comment stands in
// doc.go alone.
func documented(t *testing.T, p *Pattern) {
	file, err := parser.ParseFile(token.NewFileSet(), p.Name+".go", p.Code, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	if file.Doc != nil {
		t.Error("the package comment belongs in doc.go")
	}
	exported := 0
	need := func(doc *ast.CommentGroup, name *ast.Ident) {
		if name.IsExported() {
			exported++
			if doc == nil {
				t.Errorf("%s has no comment", name.Name)
			}
		}
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			need(d.Doc, d.Name)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					need(cmp.Or(s.Doc, d.Doc), s.Name)
				case *ast.ValueSpec:
					need(cmp.Or(s.Doc, s.Comment, d.Doc), s.Names[0])
				}
			}
		}
	}
	if exported == 0 {
		t.Error("there is nothing to use")
	}
}

// proved: guarantees and tests belong together.
func proved(t *testing.T, p *Pattern) {
	file, err := parser.ParseFile(token.NewFileSet(), p.Name+"_test.go", p.Test, 0)
	if err != nil {
		t.Fatal(err)
	}
	var have, named []string
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
			have = append(have, f.Name.Name)
		}
	}
	for _, g := range p.Guarantees {
		named = append(named, g.Tests...)
	}
	for _, name := range named {
		if !slices.Contains(have, name) {
			t.Errorf("a guarantee rests on %s, which is no test", name)
		}
	}
	for _, name := range have {
		if name != "TestMain" && !slices.Contains(named, name) {
			t.Errorf("%s stands behind no guarantee", name)
		}
	}
	if !bytes.Contains(p.Test, []byte("\nfunc TestMain(m *testing.M) { witness.Main(m) }\n")) {
		t.Error("TestMain must be witness.Main")
	}
	for _, m := range p.Mutants {
		if !slices.Contains(have, m.Test) {
			t.Errorf("mutant %s is caught by %s, which is no test", m.Name, m.Test)
		}
	}
}

// TestNoOrphans: every folder is a pattern in the guide, once, and has nothing
// else in it.
func TestNoOrphans(t *testing.T) {
	var names []string
	for _, s := range Guide {
		names = append(names, s.Patterns...)
		for _, r := range s.Refs {
			if slices.Contains(names, r.Check) {
				t.Errorf("%s is both a pattern and the reference of a check", r.Check)
			}
			if _, err := fs.Stat(testdata.FS, "src/"+r.Check+"/ref/ref.go"); err != nil {
				t.Errorf("%q shows the reference of %s: %v", s.Title, r.Check, err)
			}
		}
		if len(s.Patterns)+len(s.Refs) == 0 || s.Idea == "" {
			t.Errorf("section %q is empty", s.Title)
		}
	}
	dirs, err := fs.ReadDir(testdata.FS, "src/patterns")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, d := range dirs {
		found = append(found, d.Name())
		files, _ := fs.ReadDir(testdata.FS, "src/patterns/"+d.Name())
		var have []string
		for _, f := range files {
			have = append(have, f.Name())
		}
		want := []string{"doc.go", "mutants.txtar", d.Name() + ".go", d.Name() + "_test.go"}
		slices.Sort(want)
		if !slices.Equal(have, want) {
			t.Errorf("patterns/%s has %q, want %q", d.Name(), have, want)
		}
	}
	slices.Sort(names)
	if !slices.Equal(names, found) {
		t.Errorf("the guide names %q\nthe folders are %q", names, found)
	}
}

// TestIndex: a reader who knows Tokio finds every word of it.
func TestIndex(t *testing.T) {
	if *only != "" {
		t.Skip("needs all patterns")
	}
	entries := index(all(t))
	for _, word := range []string{"runtime", "worker_threads", "join!", "select!", "timeout", "spawn", "spawn_blocking",
		"JoinHandle", "mpsc", "broadcast", "oneshot", "watch", "Semaphore", "CancellationToken", "stream", "chunks",
		"buffer_unordered", "graceful shutdown", "tokio::test"} {
		if !slices.ContainsFunc(entries, func(e entry) bool { return e.word == word }) {
			t.Errorf("the index lacks %s", word)
		}
	}
}

// dirs are the folders of patterns.
func dirs(all []*Pattern) []string {
	var dirs []string
	for _, p := range all {
		dirs = append(dirs, p.Dir())
	}
	return dirs
}

// TestProofs: all tests pass, in any order, again and again, without a race,
// and measure what the page says.
func TestProofs(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the tests of all patterns")
	}
	all := all(t)
	flags := []string{"-shuffle=on", "-count=2"}
	runs := gotest.Run(t, root(t), gotest.Race(), slices.Concat([]string{"-race"}, flags, dirs(all))...)
	if p := runs[all[0].Dir()]; !p.Built() && gotest.NoRace(p.All()) {
		t.Log("this machine has no race detector")
		runs = gotest.Run(t, root(t), nil, slices.Concat(flags, dirs(all))...)
	}
	for _, p := range all {
		run := runs[p.Dir()]
		if !run.Passed {
			t.Errorf("%s fails its own test:\n%s", p.Name, run.All())
			continue
		}
		var measured []string
		for _, test := range run.Tests {
			for _, a := range test.Attrs {
				if a.Key == "measured" {
					measured = append(measured, a.Value)
				}
			}
		}
		slices.Sort(measured)
		measured = slices.Compact(measured)
		if says := slices.Sorted(slices.Values(p.Measured)); !slices.Equal(measured, says) {
			t.Errorf("%s measures\n\t%s\nand its doc.go says\n\t%s", p.Name, strings.Join(measured, "\n\t"), strings.Join(says, "\n\t"))
		}
	}
}

// TestNoLeaks: the runtime knows of no goroutine that is stuck for ever.
func TestNoLeaks(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the tests of all patterns")
	}
	all := all(t)
	for dir, p := range gotest.Run(t, root(t), gotest.LeakProfile(), dirs(all)...) {
		if !p.Passed {
			t.Errorf("%s leaves something behind:\n%s", dir, p.All())
		}
	}
}

// TestMutants: every wrong edit is caught by the test that is there for it, and
// for the reason that it is there for.
func TestMutants(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles and runs all mutants")
	}
	all, tmp, root := all(t), t.TempDir(), root(t)
	overlay, err := gotest.Overlay(tmp, Overlay(root, all, true))
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(tmp, "bin") + string(filepath.Separator)
	if err := os.Mkdir(bin, 0o777); err != nil {
		t.Fatal(err)
	}
	command := []string{"test", "-c", "-vet=off", "-overlay", overlay, "-o", bin}
	for _, p := range all {
		for _, m := range p.Mutants {
			command = append(command, "./"+p.MutantDir(m))
		}
	}
	compile := func(env []string) ([]byte, error) {
		ctx, cancel := gotest.Deadline(t)
		defer cancel()
		cmd := exec.CommandContext(ctx, "go", command...)
		cmd.Dir = root
		cmd.Env = append(os.Environ(), env...)
		return cmd.CombinedOutput()
	}
	out, err := compile(gotest.LeakProfile())
	if err != nil && gotest.Obsolete(string(out)) {
		out, err = compile(gotest.WithoutExperiment(gotest.LeakProfile()))
	}
	if err != nil {
		t.Fatalf("the mutants do not compile: %v\n%s", err, out)
	}

	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, p := range all {
		for _, m := range p.Mutants {
			wg.Go(func() {
				slots <- struct{}{}
				defer func() { <-slots }()
				if fault := survives(t.Context(), bin+filepath.Base(p.MutantDir(m))+".test", m); fault != "" {
					t.Errorf("%s, mutant %s: %s", p.Name, m.Name, fault)
				}
			})
		}
	}
	wg.Wait()
}

// survives says why a mutant is not caught, or "".
func survives(ctx context.Context, binary string, m Mutant) string {
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, "-test.run=^"+m.Test+"$", "-test.timeout=10s", "-test.v")
	out, err := cmd.CombinedOutput()
	switch {
	case err == nil:
		return m.Test + " passes"
	case !bytes.Contains(out, []byte("=== RUN   "+m.Test)):
		return fmt.Sprintf("%s does not run:\n%.2000s", m.Test, out)
	case !bytes.Contains(out, []byte(m.Says)):
		return fmt.Sprintf("%s fails without the words %q:\n%.2000s", m.Test, m.Says, out)
	}
	return ""
}
