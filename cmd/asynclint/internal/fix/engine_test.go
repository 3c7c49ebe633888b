package fix_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/fix"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// fixable is a module with a finding of several checks, one in a function that
// another package uses, and some where no fix may be applied.
const fixable = `
-- lock/lock.go --
package lock

import (
	"errors"
	"sync"
)

type Set struct {
	mu sync.Mutex
	m  map[string]int
}

func (s *Set) Add(name string) error {
	s.mu.Lock()
	if s.m[name] > 0 {
		return errors.New("twice")
	}
	s.m[name]++
	s.mu.Unlock()
	return nil
}
-- p.go --
package p

import (
	"context"
	"time"

	"sample/lock"
)

func Retry(ctx context.Context, s *lock.Set) error {
	for s.Add("x") != nil {
		time.Sleep(time.Second)
	}
	return nil
}
-- p_test.go --
package p

import "sync"

var mu sync.Mutex

func tested(b bool) {
	mu.Lock()
	if b {
		return
	}
	mu.Unlock()
}
-- outside_test.go --
package p_test

import "sync"

var mu sync.Mutex

func tested(b bool) {
	mu.Lock()
	if b {
		return
	}
	mu.Unlock()
}
`

// TestEngine: what is found is fixed, the result compiles, and there is
// nothing left to do then.
func TestEngine(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, fixable)
	req := driver.Request{Dir: dir, Patterns: []string{"./..."}, Tests: true}
	for _, c := range analyzers.Suite() {
		req.Analyzers = append(req.Analyzers, c.Analyzer)
	}
	p := plan(t, req)
	if len(p.Fixed) != 4 || len(p.Left) != 0 {
		t.Fatalf("fixed %d, want 4\n%s", len(p.Fixed), outcome(p))
	}
	written, err := p.Write()
	if err != nil || len(written) != 4 {
		t.Fatalf("wrote %q, %v", written, err)
	}
	check(t, "p.go", contents(t, filepath.Join(dir, "p.go")), `package p

import (
	"context"
	"time"

	"sample/lock"
)

func Retry(ctx context.Context, s *lock.Set) error {
	for s.Add("x") != nil {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
	return nil
}
`)
	cmd := exec.Command("go", "vet", "./...")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
	if again := plan(t, req); len(again.Files()) > 0 || outcome(again) != "" {
		t.Errorf("the second time: %q\n%s", again.Files(), outcome(again))
	}
}

// plan runs the engine and makes a plan of what it finds.
func plan(t *testing.T, req driver.Request) *fix.Plan {
	t.Helper()
	res, err := driver.Stream{}.Run(t.Context(), req)
	if err != nil || len(res.Problems) > 0 {
		t.Fatalf("%v, %+v", err, res)
	}
	places, err := fix.FindPlaces(t.Context(), req.Dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	return fix.New(res.Findings, places.Read)
}

// TestGeneratedFromAnother: cgo and templates leave //line comments, and the
// engine no fixes there.
func TestGeneratedFromAnother(t *testing.T) {
	testmod.Env(t)
	sleeps := func(before string) string {
		return "package p\n\nimport (\n\t\"context\"\n\t\"time\"\n)\n" + before + "func f(ctx context.Context, try func() error) {\n\tfor try() != nil {\n\t\ttime.Sleep(time.Second)\n\t}\n}\n"
	}
	archive := "-- p/p.go --\n" + sleeps("\n//line p.y:100\n") + "-- q/q.go --\n" + sleeps("\n")
	want := 2
	if _, err := exec.LookPath("gcc"); err == nil {
		archive += "-- c/c.go --\n" + strings.Replace(sleeps("\n"), "package p\n", "package p\n\n// int one(void) { return 1; }\nimport \"C\"\n", 1) + "\nvar One = C.one()\n"
		want++
	}
	dir := testmod.Write(t, archive)
	suite := analyzers.Suite()
	req := driver.Request{Dir: dir, Patterns: []string{"./..."}, Analyzers: []*analysis.Analyzer{find(t, suite, "sleepctx")}}
	p := plan(t, req)
	if files := p.Files(); len(files) != 1 || files[0] != filepath.Join(dir, "q", "q.go") || len(p.Fixed)+len(p.Left) != want {
		t.Errorf("%q change, want q.go; want %d findings\n%s", files, want, outcome(p))
	}
}

func find(t *testing.T, suite []analyzers.Check, name string) *analysis.Analyzer {
	t.Helper()
	c, err := analyzers.Find(suite, name)
	if err != nil {
		t.Fatal(err)
	}
	return c.Analyzer
}
