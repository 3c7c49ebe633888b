package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/fix"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// fixable has a finding in each of two packages. That in b rests on a fact of
// a: Flush gives up when its context has ended.
const fixable = `
-- a/a.go --
package a

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
package b

import (
	"context"

	"sample/a"
)

func Stop(ctx context.Context, l *a.Log) error {
	<-ctx.Done()
	return l.Flush(ctx, "bye")
}
`

// TestGoFix: as the tool of `go fix` and of `go vet -fix` we change what
// `asynclint -fix` changes.
//
// Go 1.26 asks the tool for -V=full and -flags, and then calls it with -fix, for
// a diff also -diff, and the .cfg file of each package, dependencies first,
// those in std too. Without -diff the tool writes the new files to an archive
// that the file names, from which the go command takes them. unitchecker does
// all this. It differs from us in that it formats the whole of a file that it
// fixes, in the names that its diffs have, and in that two fixes may insert
// something at one place.
func TestGoFix(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, fixable)
	p := plan(t, dir)
	if len(p.Fixed) != 2 || len(p.Files()) != 2 {
		t.Fatalf("%+v, want two findings fixed", p)
	}
	var diff bytes.Buffer
	if err := p.Diff(&diff, dir); err != nil {
		t.Fatal(err)
	}
	got := run(t, dir, nil, "go", "fix", "-fixtool="+binary, "-diff", "./...")
	if got.code != 1 || hunks(got.stdout) != hunks(diff.String()) || got.stderr != "" {
		t.Errorf("go fix -diff: %+v\nwant exit 1 and\n%s", got, &diff)
	}
	files := []string{filepath.Join("a", "a.go"), filepath.Join("b", "b.go")}
	for _, args := range [][]string{{"fix", "-fixtool=" + binary, "./..."}, {"vet", "-vettool=" + binary, "-fix", "./..."}} {
		copied := testmod.Write(t, fixable)
		if got := run(t, copied, nil, "go", args...); got != (result{}) {
			t.Errorf("go %s: %+v, want nothing at all", args[0], got)
		}
		for _, name := range files {
			want, ok := p.After(filepath.Join(dir, name))
			if got, err := os.ReadFile(filepath.Join(copied, name)); err != nil || !ok || !bytes.Equal(got, want) {
				t.Errorf("go %s makes of %s\n%s\nwant\n%s", args[0], name, got, want)
			}
		}
		if again := plan(t, copied); len(again.Fixed)+len(again.Left) > 0 {
			t.Errorf("after go %s: %+v", args[0], again)
		}
	}
	// Nothing was written so far.
	if again := plan(t, dir); len(again.Fixed) != 2 {
		t.Errorf("after a diff: %+v", again)
	}
}

// TestFix: -diff prints the plan, and git takes it; -fix writes it, and prints
// what is left.
func TestFix(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, fixable+`
-- p/p.go --
package p

import "sync"

func F(mu *sync.Mutex) {
	mu.Lock()
	mu.Lock()
}
`)
	left := filepath.Join("p", "p.go") + ":7:2: "

	p := plan(t, dir)
	var want bytes.Buffer
	if err := p.Diff(&want, dir); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-diff"}, {"-fix", "-diff"}} {
		if got := run(t, dir, nil, binary, args...); got != (result{1, want.String(), ""}) {
			t.Errorf("%v: %+v\nwant exit 1 and\n%s", args, got, &want)
		}
	}
	if got := run(t, dir, nil, binary, "-diff", "-exit-zero"); got != (result{0, want.String(), ""}) {
		t.Errorf("-diff -exit-zero: %+v", got)
	}
	if got := run(t, dir, nil, binary, "-diff", "-checks=doublelock"); got != (result{}) {
		t.Errorf("-diff of what has no fix: %+v", got)
	}

	got := run(t, dir, nil, binary, "-fix")
	if got.code != 1 || !strings.HasPrefix(got.stdout, left) || strings.Contains(got.stdout, "unlockpath") || got.stderr != "" {
		t.Errorf("-fix: %+v", got)
	}
	for _, name := range p.Files() {
		text, _ := p.After(name)
		if data, err := os.ReadFile(name); err != nil || !bytes.Equal(data, text) {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, data, text)
		}
	}
	if again := run(t, dir, nil, binary, "-fix"); again != got {
		t.Errorf("the second time: %+v, want %+v", again, got)
	}
	if got := run(t, dir, nil, binary, "-diff"); got != (result{}) {
		t.Errorf("-diff after -fix: %+v", got)
	}
}

// plan is what -fix does in a directory.
func plan(t *testing.T, dir string) *fix.Plan {
	t.Helper()
	res, err := driver.Stream{}.Run(t.Context(), driver.Request{Dir: dir, Patterns: []string{"./..."}, Tests: true, Analyzers: defaults()})
	if err != nil || len(res.Problems) > 0 {
		t.Fatalf("%v, %+v", err, res)
	}
	places, err := fix.FindPlaces(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	return fix.New(res.Findings, places.Read)
}

// hunks is a diff without the names of files.
func hunks(diff string) string {
	var b strings.Builder
	for line := range strings.Lines(diff) {
		if !strings.HasPrefix(line, "--- ") && !strings.HasPrefix(line, "+++ ") {
			b.WriteString(line)
		}
	}
	return b.String()
}
