package lsp_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// chain is a module in which b sleeps because a does.
const chain = clock + `
-- a/a.go --
package a

import "sample/time"

func Wait() { time.Sleep(1) }
-- b/b.go --
package b

import "sample/a"

func Use() { a.Wait() }
`

const (
	inA = "4:14-4:27 sleepy call of Sleep sleeps"
	inB = "4:13-4:21 sleepy call of Wait sleeps"
)

// A scenario is what happens between an editor and a module.
type scenario struct {
	*client
	dir string
}

func play(t *testing.T, archive string, options any) *scenario {
	t.Helper()
	testmod.Env(t)
	dir := testmod.Write(t, archive)
	c := start(t, sleepy())
	c.initialize(dir, all(), options)
	return &scenario{c, dir}
}

func (s *scenario) file(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

func (s *scenario) write(name, text string) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Dir(s.file(name)), 0o777); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(s.file(name), []byte(text), 0o666); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scenario) watched(names ...string) {
	var changes []object
	for _, name := range names {
		changes = append(changes, object{"uri": uriOf(s.file(name)), "type": 2})
	}
	s.notify("workspace/didChangeWatchedFiles", object{"changes": changes})
}

func TestScenarios(t *testing.T) {
	awake := "package a\n\nfunc Wait() {}\n"
	for _, x := range []struct {
		name string
		play func(t *testing.T, s *scenario)
	}{
		{"a dependency that is open is edited", func(t *testing.T, s *scenario) {
			s.openFile(s.file("a/a.go"))
			s.openFile(s.file("b/b.go"))
			s.until(s.file("b/b.go"), inB)
			s.change(s.file("a/a.go"), awake)
			s.until(s.file("b/b.go"), "")
			s.until(s.file("a/a.go"), "")
		}},
		{"a dependency that is open is saved", func(t *testing.T, s *scenario) {
			s.openFile(s.file("a/a.go"))
			s.openFile(s.file("b/b.go"))
			s.until(s.file("b/b.go"), inB)
			s.change(s.file("a/a.go"), awake)
			s.save(s.file("a/a.go"), awake)
			s.until(s.file("b/b.go"), "")
			s.closeFile(s.file("a/a.go"))
			s.change(s.file("b/b.go"), "package b\n\nimport \"sample/a\"\n\nfunc Use() { a.Wait(); a.Wait() }\n")
			s.diagnostics(s.file("b/b.go"), 2)
			s.until(s.file("b/b.go"), "")
		}},
		{"a dependency that is closed changes on disk", func(t *testing.T, s *scenario) {
			s.openFile(s.file("b/b.go"))
			s.until(s.file("b/b.go"), inB)
			s.write("a/a.go", awake)
			s.watched("a/a.go")
			s.until(s.file("b/b.go"), "")
		}},
		{"an edit is given up", func(t *testing.T, s *scenario) {
			s.openFile(s.file("b/b.go"))
			s.openFile(s.file("a/a.go"))
			s.until(s.file("b/b.go"), inB)
			s.change(s.file("a/a.go"), awake)
			s.until(s.file("b/b.go"), "")
			s.closeFile(s.file("a/a.go")) // what is on disk counts again
			s.until(s.file("b/b.go"), inB)
		}},
		{"a file that only the editor has", func(t *testing.T, s *scenario) {
			s.openFile(s.file("b/b.go"))
			s.until(s.file("b/b.go"), inB)
			s.open(s.file("b/new.go"), "package b\n\nimport \"sample/time\"\n\nfunc use() { time.Sleep(2) }\n")
			s.until(s.file("b/new.go"), "4:13-4:26 sleepy call of Sleep sleeps")
			if _, err := os.Stat(s.file("b/new.go")); err == nil {
				t.Error("the file was written")
			}
		}},
		{"a package that only the editor has", func(t *testing.T, s *scenario) {
			s.open(s.file("c/c.go"), "package c\n\nimport \"sample/a\"\n\nfunc use() { a.Wait() }\n")
			s.until(s.file("c/c.go"), "4:13-4:21 sleepy call of Wait sleeps")
		}},
		{"a new import", func(t *testing.T, s *scenario) {
			s.openFile(s.file("b/b.go"))
			s.until(s.file("b/b.go"), inB)
			s.change(s.file("b/b.go"), "package b\n\nimport \"sample/time\"\n\nfunc Use() { time.Sleep(9) }\n")
			s.until(s.file("b/b.go"), "4:13-4:26 sleepy call of Sleep sleeps")
		}},
		{"the settings change", func(t *testing.T, s *scenario) {
			s.openFile(s.file("b/b.go"))
			s.until(s.file("b/b.go"), inB)
			s.write(".asynclint.yml", "exclude: [b/...]\n")
			s.watched(".asynclint.yml")
			s.until(s.file("b/b.go"), "")
			s.write(".asynclint.yml", "severity: {sleepy: bug}\n")
			s.watched(".asynclint.yml")
			s.until(s.file("b/b.go"), inB)
			p, _ := s.last(s.file("b/b.go"))
			if p.Diagnostics[0].Severity != 1 {
				t.Errorf("severity %d", p.Diagnostics[0].Severity)
			}
		}},
		{"go.mod changes", func(t *testing.T, s *scenario) {
			s.openFile(s.file("b/b.go"))
			s.until(s.file("b/b.go"), inB)
			s.write("go.mod", "module other\n\ngo 1.26\n")
			s.watched("go.mod")
			time.Sleep(300 * time.Millisecond) // now nothing can be found: the answer stays
			s.until(s.file("b/b.go"), inB)
			s.write("go.mod", "module sample\n\ngo 1.26\n")
			s.watched("go.mod")
			s.change(s.file("b/b.go"), "package b\n\nimport \"sample/a\"\n\n\nfunc Use() { a.Wait() }\n")
			s.until(s.file("b/b.go"), strings.ReplaceAll(inB, "4:", "5:"))
		}},
		{"the last file of a package is closed", func(t *testing.T, s *scenario) {
			s.openFile(s.file("a/a.go"))
			s.until(s.file("a/a.go"), inA)
			s.closeFile(s.file("a/a.go"))
			s.until(s.file("a/a.go"), "")
			s.openFile(s.file("a/a.go"))
			s.until(s.file("a/a.go"), inA)
		}},
		{"a file is removed", func(t *testing.T, s *scenario) {
			s.write("b/more.go", "package b\n\nimport \"sample/a\"\n\nfunc more() { a.Wait() }\n")
			s.openFile(s.file("b/b.go"))
			s.until(s.file("b/b.go"), inB)
			s.until(s.file("b/more.go"), "4:14-4:22 sleepy call of Wait sleeps")
			os.Remove(s.file("b/more.go"))
			s.watched("b/more.go")
			s.until(s.file("b/more.go"), "")
		}},
		{"a file is added", func(t *testing.T, s *scenario) {
			s.openFile(s.file("b/b.go"))
			s.until(s.file("b/b.go"), inB)
			s.write("b/more.go", "package b\n\nimport \"sample/a\"\n\nfunc more() { a.Wait() }\n")
			s.watched("b/more.go")
			s.until(s.file("b/more.go"), "4:14-4:22 sleepy call of Wait sleeps")
		}},
		{"its tests", func(t *testing.T, s *scenario) {
			s.write("a/a_test.go", "package a\n\nfunc inside() { Wait() }\n")
			s.write("a/x_test.go", "package a_test\n\nimport \"sample/a\"\n\nfunc outside() { a.Wait() }\n")
			s.openFile(s.file("a/a.go"))
			s.until(s.file("a/a.go"), inA)
			s.openFile(s.file("a/a_test.go"))
			s.until(s.file("a/a_test.go"), "2:16-2:22 sleepy call of Wait sleeps")
			s.openFile(s.file("a/x_test.go"))
			s.until(s.file("a/x_test.go"), "4:17-4:25 sleepy call of Wait sleeps")
			s.change(s.file("a/a.go"), awake)
			s.until(s.file("a/x_test.go"), "")
			s.until(s.file("a/a_test.go"), "")
			// What is wrong with a test takes nothing from what it tests.
			s.change(s.file("a/a_test.go"), "package a\n\nfunc inside() { nothing() \n")
			s.change(s.file("a/a.go"), "package a\n\nimport \"sample/time\"\n\nfunc Wait() { time.Sleep(1) }\n")
			s.until(s.file("a/a.go"), inA)
		}},
	} {
		t.Run(x.name, func(t *testing.T) { x.play(t, play(t, chain, nil)) })
	}
}

// TestLayouts opens one file in modules of several kinds.
func TestLayouts(t *testing.T) {
	sleeper := "import \"sample/time\"\n\nfunc f() { time.Sleep(1) }\n"
	for _, x := range []struct {
		name, archive, file, want string
		options                   any
		env                       string
	}{
		{name: "build tags", archive: clock + "-- .asynclint.yml --\ntags: special\n-- a/a.go --\n//go:build special\n\npackage a\n\n" + sleeper,
			file: "a/a.go", want: "6:11-6:24 sleepy call of Sleep sleeps"},
		{name: "a file that is not built", archive: clock + "-- a/b.go --\npackage a\n-- a/a.go --\n//go:build special\n\npackage a\n\n" + sleeper, file: "a/a.go"},
		{name: "another platform", archive: clock + "-- .asynclint.yml --\nmatrix: [linux, windows]\n-- a/a.go --\npackage a\n-- a/a_windows.go --\npackage a\n\n" + sleeper,
			file: "a/a_windows.go", want: "4:11-4:24 sleepy call of Sleep sleeps"},
		{name: "go.work", archive: clock + "-- go.work --\ngo 1.26\n\nuse ./one\nuse .\n-- one/go.mod --\nmodule one\n\ngo 1.26\n-- one/a.go --\npackage one\n\n" + sleeper,
			file: "one/a.go", want: "4:11-4:24 sleepy call of Sleep sleeps", env: "GOWORK="},
		{name: "not in go.work", archive: "-- go.work --\ngo 1.26\n\nuse .\n-- one/go.mod --\nmodule one\n\ngo 1.26\n-- one/time/time.go --\npackage time\n\nfunc Sleep(int) {}\n-- one/a.go --\npackage one\n\nimport \"one/time\"\n\nfunc f() { time.Sleep(1) }\n",
			file: "one/a.go", want: "4:11-4:24 sleepy call of Sleep sleeps", env: "GOWORK="},
		{name: "a module in a module", archive: clock + "-- one/go.mod --\nmodule sample\n\ngo 1.26\n-- one/time/time.go --\npackage time\n\nfunc Sleep(int) {}\n-- one/a.go --\npackage one\n\n" + sleeper,
			file: "one/a.go", want: "4:11-4:24 sleepy call of Sleep sleeps"},
		{name: "//line", archive: clock + "-- a/a.go --\npackage a\n\nimport \"sample/time\"\n\n//line a.y:77\nfunc f() { time.Sleep(1) }\n", file: "a/a.go", want: "5:11-5:24 sleepy call of Sleep sleeps"},
		{name: "generated", archive: clock + "-- a/a.go --\n// Code generated by hand. DO NOT EDIT.\n\npackage a\n\n" + sleeper, file: "a/a.go", want: "6:11-6:24 sleepy call of Sleep sleeps"},
		{name: "byte order mark and CRLF", archive: clock + "-- a/a.go --\n\ufeffpackage a\r\n\r\n" + strings.ReplaceAll(sleeper, "\n", "\r\n"), file: "a/a.go", want: "4:11-4:24 sleepy call of Sleep sleeps"},
		{name: "é and an emoji", archive: clock + "-- a/a.go --\npackage a\n\nimport \"sample/time\"\n\nfunc f() { _ = \"é😀\"; time.Sleep(len(\"é😀\")) }\n", file: "a/a.go", want: "4:22-4:44 sleepy call of Sleep sleeps"},
		{name: "without tests", archive: clock + "-- a/a.go --\npackage a\n\n" + sleeper + "-- a/a_test.go --\npackage a\n\nfunc g() { f() }\n", file: "a/a_test.go", options: object{"tests": false}},
		{name: "vendored", archive: clock + "-- vendor/v/a.go --\npackage v\n\n" + sleeper, file: "vendor/v/a.go", want: "(nothing)"},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := prepare(t, x.archive)
			if x.env != "" {
				name, value, _ := strings.Cut(x.env, "=")
				t.Setenv(name, value)
			}
			s.initialize(s.dir, all(), x.options)
			s.openFile(s.file(x.file))
			if x.want == "(nothing)" {
				time.Sleep(time.Second)
				if n := s.count(s.file(x.file)); n > 0 {
					t.Errorf("%d publications", n)
				}
				return
			}
			s.until(s.file(x.file), x.want)
		})
	}
}

// prepare is play before initialize.
func prepare(t *testing.T, archive string) *scenario {
	t.Helper()
	testmod.Env(t)
	return &scenario{start(t, sleepy()), testmod.Write(t, archive)}
}

// TestNoModule: a file that is in no module is a package of its own.
func TestNoModule(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, "")
	os.Remove(filepath.Join(dir, "go.mod"))
	c := start(t, sleepy())
	c.initialize(dir, all(), nil)
	name := filepath.Join(dir, "main.go")
	text := "package main\n\nimport \"time\"\n\nfunc main() { time.Sleep(1) }\n"
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	c.open(name, text)
	c.until(name, "4:14-4:27 sleepy call of Sleep sleeps")
	c.change(name, strings.Replace(text, "func", "\nfunc", 1))
	c.until(name, "5:14-5:27 sleepy call of Sleep sleeps")
	fresh := filepath.Join(dir, "new", "new.go")
	c.open(fresh, text)
	c.until(fresh, "4:14-4:27 sleepy call of Sleep sleeps")
}

// TestCgo: positions are those of the file that people write, and edits of it
// count.
func TestCgo(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no C compiler")
	}
	t.Setenv("CGO_ENABLED", "1")
	text := "package a\n\n// int two(void) { return 2; }\nimport \"C\"\nimport \"sample/time\"\n\nfunc f() { time.Sleep(int(C.two())) }\n"
	s := play(t, clock+"-- a/a.go --\n"+text, nil)
	s.openFile(s.file("a/a.go"))
	s.until(s.file("a/a.go"), "6:11-6:35 sleepy call of Sleep sleeps")
	s.diagnostics(s.file("a/a.go"), s.change(s.file("a/a.go"), strings.Replace(text, "func f", "\nfunc f", 1)))
	s.until(s.file("a/a.go"), "7:11-7:35 sleepy call of Sleep sleeps")
}

// TestBurst: fast typing makes one publication, of the last version.
func TestBurst(t *testing.T) {
	s := play(t, chain, nil)
	name := s.file("a/a.go")
	text := s.openFile(name)
	s.until(name, inA)
	before := s.count(name)
	version := 0
	for i := range 50 {
		version = s.change(name, strings.Replace(text, "Sleep(1)", fmt.Sprintf("Sleep(%d)", 100+i), 1))
		time.Sleep(10 * time.Millisecond)
	}
	s.diagnostics(name, version)
	time.Sleep(300 * time.Millisecond)
	if n := s.count(name) - before; n != 1 {
		t.Errorf("%d publications", n)
	}
}

// TestStale: versions that are published never go back, and each is that of a
// text which had these findings.
func TestStale(t *testing.T) {
	s := play(t, chain, object{"debounce": 0})
	name := s.file("a/a.go")
	text := s.openFile(name)
	version := 0
	for i := range 200 {
		version = s.change(name, strings.Replace(text, "func", strings.Repeat("\n", i%7)+"func", 1))
		if i%3 == 0 {
			time.Sleep(time.Duration(i) * 100 * time.Microsecond)
		}
	}
	s.diagnostics(name, version)
	s.mu.Lock()
	defer s.mu.Unlock()
	last := 0
	for _, p := range s.published[uriOf(name)] {
		if *p.Version <= last {
			t.Errorf("version %d after %d", *p.Version, last)
		}
		if last = *p.Version; last > 1 {
			if want := strings.ReplaceAll(inA, "4:", fmt.Sprintf("%d:", 4+(last-2)%7)); show(p.Diagnostics) != want {
				t.Errorf("version %d: %s, want %s", last, show(p.Diagnostics), want)
			}
		}
	}
}

// TestOnSave looks only when a file is saved.
func TestOnSave(t *testing.T) {
	s := play(t, chain, object{"run": "onSave"})
	name := s.file("a/a.go")
	s.openFile(name)
	s.until(name, inA)
	before := s.count(name)
	text := "package a\n\nfunc Wait() {}\n"
	s.change(name, text)
	time.Sleep(500 * time.Millisecond)
	if n := s.count(name) - before; n != 0 {
		t.Errorf("%d publications", n)
	}
	s.save(name, text)
	s.until(name, "")
}

// TestCrash: an analyzer that panics on one package takes nothing from others,
// and the client hears of it once.
func TestCrash(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, chain)
	fragile := &analysis.Analyzer{Name: "fragile", Doc: "fragile", Run: func(pass *analysis.Pass) (any, error) {
		if strings.HasSuffix(pass.Pkg.Path(), "/a") {
			panic("oops")
		}
		pass.Report(analysis.Diagnostic{Pos: pass.Files[0].Name.Pos(), End: pass.Files[0].Name.End(), Message: "fine"})
		return nil, nil
	}}
	c := start(t, []analyzers.Check{{Analyzer: fragile, Tier: analyzers.Bug, Pitfall: analyzers.Locks}, sleepy()[0]})
	c.initialize(dir, all(), nil)
	a, b := filepath.Join(dir, "a", "a.go"), filepath.Join(dir, "b", "b.go")
	text := c.openFile(a)
	c.openFile(b)
	c.until(a, inA)
	c.until(b, "0:8-0:9 fragile fine\n"+inB)
	c.diagnostics(a, c.change(a, text+"\n"))
	c.diagnostics(b, c.change(b, "package b\n\nimport \"sample/a\"\n\nfunc Use() { a.Wait() }\n\n"))
	c.until(b, "0:8-0:9 fragile fine\n"+inB)
	c.mu.Lock()
	defer c.mu.Unlock()
	logged := 0
	for _, m := range c.messages {
		if m.Method == "window/logMessage" && strings.Contains(string(m.Params), "fragile failed on sample/a") {
			logged++
		}
	}
	if logged != 1 {
		t.Errorf("told %d times", logged)
	}
}

// TestHover has what the page begins with, and a link.
func TestHover(t *testing.T) {
	s := play(t, chain, nil)
	name := s.file("a/a.go")
	s.openFile(name)
	s.until(name, inA)
	ask := func(line, character int) string {
		raw := s.call("textDocument/hover", object{"textDocument": object{"uri": uriOf(name)}, "position": object{"line": line, "character": character}})
		var h *struct{ Contents struct{ Kind, Value string } }
		if err := json.Unmarshal(raw, &h); err != nil {
			t.Fatalf("%v: %s", err, raw)
		}
		if h == nil {
			return ""
		}
		return h.Contents.Kind + ": " + h.Contents.Value
	}
	want := "markdown: **sleepy** (suspicious)\n\nBecause.\n\n[All about sleepy](https://example.com/sleepy)"
	if got := ask(4, 20); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := ask(2, 0); got != "" {
		t.Errorf("got %q beside the finding", got)
	}
}

// TestProgress: a bar for the load, none for an edit.
func TestProgress(t *testing.T) {
	s := play(t, chain, nil)
	name := s.file("a/a.go")
	text := s.openFile(name)
	s.until(name, inA)
	s.diagnostics(name, s.change(name, text+"\n"))
	s.mu.Lock()
	defer s.mu.Unlock()
	var kinds []string
	for _, m := range s.messages {
		var p struct{ Value struct{ Kind string } }
		if m.Method == "$/progress" && json.Unmarshal(m.Params, &p) == nil && p.Value.Kind != "report" {
			kinds = append(kinds, p.Value.Kind)
		}
	}
	if got := strings.Join(kinds, " "); got != "begin end" {
		t.Errorf("progress: %s", got)
	}
}
