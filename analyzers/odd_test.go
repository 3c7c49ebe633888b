package analyzers_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"

	"github.com/asynclint/asynclint/analyzers"
)

// odd are packages that are seldom in fixtures, each with a finding where there
// can be one: what is odd around it hides nothing.
const odd = `
-- go.mod --
module odd

go 1.26
-- empty/empty.go --
// Package empty has a comment.
package empty
-- onlytests/only_test.go --
package onlytests
-- blanks/blanks.go --
package blanks

import _ "sync"

var _ = func() {}

func _() {}

func (_ T) _() {}

type T struct{ _, _ int }

func init() {}
func init() {}
-- bodyless/bodyless.go --
package bodyless

import "sync"

var mu sync.Mutex

func asm(mu *sync.Mutex) bool

func Twice() {
	mu.Lock()
	mu.Lock() // found
	asm(&mu)
}
-- bodyless/bodyless.s --
-- generic/generic.go --
package generic

import (
	"iter"
	"sync"
)

type List[T any] struct {
	mu   sync.Mutex
	all  []T
	next *List[T]
}

type Number interface{ ~int | ~float64 }

type Alias[T any] = List[T]

func (l *List[T]) Add(v T) {
	l.mu.Lock()
	l.mu.Lock() // found
	l.all = append(l.all, v)
}

func Map[K comparable, V Number, F func(K) V | func(K) (V, error)](in iter.Seq[K], f F) map[K]V {
	for range in {
	}
	return map[K]V{}
}

func use() {
	new(Alias[int]).Add(1)
	_ = Map[string, int](nil, func(string) int { return 0 })
}

var _ = use
-- lines/lines.go --
package lines

import "sync"

func Twice(mu *sync.Mutex) {
//line other.y:7
	mu.Lock()
	mu.Lock() // found
}
-- main/main.go --
package main

func main() {}
-- usescgo/usescgo.go --
package usescgo

// static int twice(int n) { return 2 * n; }
import "C"

import "sync"

func Twice(mu *sync.Mutex) int {
	mu.Lock()
	mu.Lock() // found
	return int(C.twice(21))
}
`

// TestOddPackages: no check fails or panics on them.
func TestOddPackages(t *testing.T) {
	dir := t.TempDir()
	found := 0
	for _, f := range txtar.Parse([]byte(odd)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
		found += strings.Count(string(f.Data), "// found")
	}
	env := append(os.Environ(), "GOFLAGS=", "GOWORK=off", "CGO_ENABLED=1")
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Log("without cgo: there is no gcc")
		env, found = append(env, "CGO_ENABLED=0"), found-1
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: dir, Env: env, Tests: true}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	var suite []*analysis.Analyzer
	for _, c := range analyzers.Suite() {
		suite = append(suite, c.Analyzer)
	}
	for _, p := range pkgs {
		if p.IllTyped {
			t.Errorf("%s: %v", p.ID, p.Errors)
		}
	}
	got := findingsOf(t, suite, pkgs, new(checker.Options))
	n := 0
	for _, f := range got {
		if strings.Contains(f, "already locked") {
			n++
		}
	}
	if n != found {
		t.Errorf("%d findings of %d:\n%s", n, found, strings.Join(got, "\n"))
	}
}
