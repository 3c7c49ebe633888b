package driver_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

const sleepers = `
-- time/time.go --
package time

type Duration int

func Sleep(Duration) {}
-- a/a.go --
package a

import "sample/time"

func Wait(d time.Duration) { time.Sleep(d) }
-- b/b.go --
package b

import (
	"sample/a"
	"sample/time"
)

func Use() { a.Wait(time.Duration(1)) }
-- b/b_test.go --
package b

func test() { Use() }
`

// TestSessionCache: what the command has found out the editor need not, and the
// other way round.
func TestSessionCache(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, sleepers)
	list := []*analysis.Analyzer{testmod.Sleepy}
	b := filepath.Join(dir, "b")
	name := filepath.Join(b, "b.go")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	run := func(engine driver.Stream) *driver.Result {
		t.Helper()
		res, err := engine.Run(t.Context(), driver.Request{Dir: dir, Patterns: []string{"./..."}, Tests: true, Analyzers: list})
		if err != nil || len(res.Problems)+len(res.Warnings) > 0 {
			t.Fatalf("%v, %+v", err, res)
		}
		return res
	}
	ask := func(s *driver.Session, up driver.Update) driver.Answer {
		t.Helper()
		up.Patterns = []string{b}
		answers, err := s.Update(t.Context(), up)
		if err != nil || len(answers) != 1 || answers[0].Broken {
			t.Fatalf("%v, %+v", err, answers)
		}
		return answers[0]
	}
	worked := func(s driver.Stats) int { return s.Packages[0] + s.Packages[1] + s.Packages[2] }
	start := func(engine driver.Stream) *driver.Session {
		t.Helper()
		s, err := engine.Session(driver.Request{Dir: dir, Tests: true, Analyzers: list})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}

	engine := driver.Stream{Cache: &driver.Cache{Dir: filepath.Join(t.TempDir(), "command first")}, Facts: list}
	want := len(run(engine).Findings) - 1 // but for that in a
	s := start(engine)
	if got := ask(s, driver.Update{Overlay: map[string][]byte{name: text}}); len(got.Result.Findings) != want {
		t.Errorf("%d findings, want %d", len(got.Result.Findings), want)
	}
	if n := worked(s.Stats()); n != 0 {
		t.Errorf("the editor worked on %d packages", n)
	}

	engine.Cache = &driver.Cache{Dir: filepath.Join(t.TempDir(), "editor first")}
	s = start(engine)
	ask(s, driver.Update{Overlay: map[string][]byte{name: text}})
	if n := worked(s.Stats()); n != 3 {
		t.Errorf("the editor worked on %d packages", n)
	}
	if res := run(engine); worked(res.Stats) != 2 {
		t.Errorf("the command worked on %v", res.Stats.Packages) // a and time, for their findings
	}

	// What is not saved is nobody's business.
	edited := []byte(strings.Replace(string(text), "Duration(1)", "Duration(2)", 1))
	ask(s, driver.Update{Overlay: map[string][]byte{name: edited}})
	if err := os.WriteFile(name, edited, 0o666); err != nil {
		t.Fatal(err)
	}
	before := worked(s.Stats())
	if res := run(engine); worked(res.Stats) != 1 {
		t.Errorf("the command worked on %v", res.Stats.Packages)
	}
	edited = append(edited, '\n')
	ask(s, driver.Update{Overlay: map[string][]byte{name: edited}})
	if err := os.WriteFile(name, edited, 0o666); err != nil {
		t.Fatal(err)
	}
	ask(s, driver.Update{Overlay: map[string][]byte{name: edited}, Changed: []string{name}})
	if n := worked(s.Stats()) - before; n != 1 {
		t.Errorf("the editor worked on %d packages for one edit", n)
	}
	if res := run(engine); worked(res.Stats) != 0 {
		t.Errorf("the command worked on %v", res.Stats.Packages)
	}
}

// TestSessionCutOff: what importers cannot see does not reach them, and what
// they can does, also if they were closed meanwhile.
func TestSessionCutOff(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, sleepers)
	s, err := driver.Stream{}.Session(driver.Request{Dir: dir, Tests: true, Analyzers: []*analysis.Analyzer{testmod.Sleepy}})
	if err != nil {
		t.Fatal(err)
	}
	texts := make(map[string][]byte)
	for _, name := range []string{"time/time.go", "a/a.go", "b/b.go"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = data
	}
	ask := func(open ...string) (worked, findings int) {
		t.Helper()
		up := driver.Update{Overlay: make(map[string][]byte), Patterns: []string{filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "time")}}
		for _, name := range open {
			up.Overlay[filepath.Join(dir, name)] = texts[name]
		}
		before := s.Stats()
		answers, err := s.Update(t.Context(), up)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range answers {
			if a.Broken {
				t.Fatalf("%+v", a)
			}
			findings += len(a.Result.Findings)
		}
		after := s.Stats()
		for i := range after.Packages {
			worked += after.Packages[i] - before.Packages[i]
		}
		return worked, findings
	}
	edit := func(name, old, new string) {
		texts[name] = []byte(strings.Replace(string(texts[name]), old, new, 1))
	}
	for _, step := range []struct {
		what             string
		do               func()
		open             []string
		worked, findings int
	}{
		{"all", nil, []string{"time/time.go", "a/a.go", "b/b.go"}, 3, 3},
		{"nothing", nil, []string{"time/time.go", "a/a.go", "b/b.go"}, 0, 3},
		{"a body", func() { edit("time/time.go", "{}", "{ println() }") }, []string{"time/time.go", "a/a.go", "b/b.go"}, 1, 3},
		{"a comment", func() { edit("a/a.go", "func", "// Wait waits.\nfunc") }, []string{"time/time.go", "a/a.go", "b/b.go"}, 1, 3},
		{"facts", func() { edit("a/a.go", "time.Sleep(d)", "println(d)") }, []string{"time/time.go", "a/a.go", "b/b.go"}, 2, 0},
		// b is known in this world.
		{"facts again", func() { edit("a/a.go", "println(d)", "time.Sleep(d)") }, []string{"time/time.go", "a/a.go", "b/b.go"}, 1, 3},
		{"two are closed", nil, []string{"time/time.go"}, 0, 0},
		{"the API", func() { edit("time/time.go", "type Duration int", "type Duration int\n\nfunc (Duration) Long() {}") }, []string{"time/time.go"}, 1, 0},
		{"they are opened", nil, []string{"time/time.go", "a/a.go", "b/b.go"}, 3, 3},
	} {
		if step.do != nil {
			step.do()
		}
		worked, findings := ask(step.open...)
		if worked != step.worked || findings != step.findings {
			t.Errorf("%s: %d packages, %d findings; want %d, %d", step.what, worked, findings, step.worked, step.findings)
		}
	}
}
