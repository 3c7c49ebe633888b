package hosts

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// chain has a finding in each of its packages. That of b rests on a fact of a.
// The name of a directory in a comment makes it new to the go command's cache.
const chain = `
-- a/a.go --
package a // NONCE

import (
	"context"
	"sync"
)

type Log struct {
	mu    sync.Mutex
	lines []string
	out   chan<- string
}

func (l *Log) Add(line string) bool {
	l.mu.Lock()
	if line == "" {
		return false
	}
	l.lines = append(l.lines, line)
	l.mu.Unlock()
	return true
}

func (l *Log) Flush(ctx context.Context, line string) error {
	select {
	case l.out <- line:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
-- b/b.go --
package b // NONCE

import (
	"context"

	"sample/a"
)

func Stop(ctx context.Context, l *a.Log) error {
	<-ctx.Done()
	return l.Flush(ctx, "bye")
}
-- c/c.go --
package c // NONCE

import (
	"context"
	"time"

	"sample/b"
)

var Stop = b.Stop

func Wait(ctx context.Context, try func() error) {
	for try() != nil {
		time.Sleep(time.Second)
	}
}
`

// fresh is chain in a new directory, unknown to the go command's cache.
func fresh(t *testing.T) string {
	t.Helper()
	return testmod.Write(t, strings.ReplaceAll(chain, "NONCE", t.TempDir()))
}

// vetFindings are those in the output of go vet -json, in the form of own.
func vetFindings(t *testing.T, dir, stdout string) []string {
	t.Helper()
	// Objects of package, analyzer, findings, one behind the other, each with a
	// line "# package" before it.
	dec := json.NewDecoder(strings.NewReader(regexp.MustCompile(`(?m)^#.*$`).ReplaceAllString(stdout, "")))
	var out []string
	for dec.More() {
		var tree map[string]map[string]json.RawMessage
		if err := dec.Decode(&tree); err != nil {
			t.Fatalf("%v in\n%s", err, stdout)
		}
		for _, byCheck := range tree {
			for check, data := range byCheck {
				var list []struct{ Posn, Message string }
				if err := json.Unmarshal(data, &list); err != nil {
					t.Fatalf("%s: %v: %s", check, err, data)
				}
				for _, f := range list {
					rel, err := filepath.Rel(dir, f.Posn)
					if err != nil {
						t.Fatal(err)
					}
					out = append(out, fmt.Sprintf("%s: %s: %s", filepath.ToSlash(rel), check, f.Message))
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out) // a package, and again with its tests
}

// TestVet: go vet finds what asynclint finds, across packages, and the second
// time the go command has it in its cache.
func TestVet(t *testing.T) {
	testmod.Env(t)
	dir := fresh(t)
	want := own(t, dir, false, "./...")
	if len(want) != 3 {
		t.Fatalf("%q, want one finding in each package", want)
	}
	got := run(t, dir, nil, "go", "vet", "-vettool="+binary, "-json", "./...")
	same(t, "go vet -json", vetFindings(t, dir, got.stdout), want)

	// Which packages the tool was called for: with -x, the go command says so.
	calls := func(r result) int {
		return len(regexp.MustCompile(`(?m)^.*asynclint\S* .*vet\.cfg`).FindAllString(r.stderr, -1))
	}
	first := run(t, dir, nil, "go", "vet", "-x", "-vettool="+binary, "-scope=1", "./...")
	again := run(t, dir, nil, "go", "vet", "-x", "-vettool="+binary, "-scope=1", "./...")
	if first.code != 1 || calls(first) < 3 {
		t.Errorf("the first time: %d calls, %+v", calls(first), first)
	}
	if again.code != 1 || calls(again) != 0 {
		t.Errorf("the second time: %d calls, %+v", calls(again), again)
	}
	for _, f := range want {
		place, message, _ := strings.Cut(f, ": ")
		_, message, _ = strings.Cut(message, ": ")
		for i, r := range []result{first, again} {
			if !strings.Contains(filepath.ToSlash(r.stderr), place+": "+message) {
				t.Errorf("run %d does not say %s:\n%s", i+1, f, r.stderr)
			}
		}
	}
}

// TestVetFixtures: the same on all fixtures of the suite, tests among them.
func TestVetFixtures(t *testing.T) {
	if testing.Short() {
		t.Skip("vets a few hundred packages, and their tests")
	}
	testmod.Env(t)
	dir := rootDir(t)
	want := own(t, dir, false, "./testdata/src/...")
	if len(want) < 500 {
		t.Fatalf("only %d findings: this shows nothing", len(want))
	}
	got := run(t, dir, nil, "go", "vet", "-vettool="+binary, "-json", "./testdata/src/...")
	if got.code != 0 {
		t.Errorf("exit %d: %s", got.code, got.stderr)
	}
	same(t, "go vet -json", vetFindings(t, dir, got.stdout), want)
	t.Logf("%d findings", len(want))
}

// TestVetCache is about a flaw in Go 1.26: what was vetted for its facts only,
// because another package imports it, counts as vetted, and clean. docs/hosts.md
// has the commands.
func TestVetCache(t *testing.T) {
	testmod.Env(t)
	finding := regexp.MustCompile(`(?m)^\S+\.go:\d+:\d+: [^\t]`) // steps begin with a tab
	vet := func(dir, block string) []int {
		var found []int
		for line := range strings.Lines(block) {
			r := shell(t, dir, nil, line)
			n := len(finding.FindAllString(r.stderr, -1))
			found = append(found, n)
			if (r.code != 0) != (n > 0) {
				t.Errorf("%s: %+v", line, r)
			}
		}
		return found
	}
	if got, want := vet(fresh(t), block(t, "hosts.md", "vet flaw")), []int{1, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("the flaw: %v findings, docs/hosts.md speaks of %v; is it gone from this version of Go?", got, want)
	}
	if got, want := vet(fresh(t), block(t, "hosts.md", "vet scope")), []int{1, 1, 3}; !slices.Equal(got, want) {
		t.Errorf("with -scope: %v findings, want %v", got, want)
	}
	if got, want := vet(fresh(t), block(t, "hosts.md", "vet wide")), []int{3, 3}; !slices.Equal(got, want) {
		t.Errorf("one after all: %v findings, docs/hosts.md speaks of %v", got, want)
	}
	if got, want := vet(fresh(t), block(t, "hosts.md", "vet")), []int{3}; !slices.Equal(got, want) {
		t.Errorf("all at once: %v findings, want %v", got, want)
	}
}

// TestGoFix runs the commands of docs/hosts.md. What is changed is in the tests
// of the command.
func TestGoFix(t *testing.T) {
	testmod.Env(t)
	dir := fresh(t)
	preview, write, _ := strings.Cut(block(t, "hosts.md", "fix"), "\n")
	if r := shell(t, dir, nil, preview); r.code != 1 || strings.Count(r.stdout, "\n+++ ") < 3 {
		t.Errorf("%s: %+v", preview, r)
	}
	if left := own(t, dir, false, "./..."); len(left) != 3 {
		t.Errorf("%s changed something: %q", preview, left)
	}
	if r := shell(t, dir, nil, write); r != (result{}) {
		t.Errorf("%s: %+v", write, r)
	}
	if left := own(t, dir, false, "./..."); len(left) > 0 {
		t.Errorf("%s left %q", write, left)
	}
}
