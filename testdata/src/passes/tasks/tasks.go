// want package:"summarised"

// Package tasks is for the summaries of what fails tests, adds tasks to groups
// and starts goroutines.
package tasks

import (
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	lib "github.com/asynclint/asynclint/testdata/src/passes/taskslib"
)

func Fatal(t *testing.T) { t.Fatal("no") } // want Fatal:`^failtest\(p0\)$`

func Skip(b *testing.B) { b.Skipf("no") } // want Skip:`^failtest\(p0\)$`

func Tb(_ int, t testing.TB) { t.FailNow() } // want Tb:`^failtest\(p1\)$`

func onlyError(t *testing.T) { t.Error("no") }

func Deferred(t *testing.T) { // want Deferred:`^failtest\(p0\)$`
	defer t.FailNow()
}

func InLiteral(t *testing.T) { // want InLiteral:`^failtest\(p0\)$`
	check := func() { t.FailNow() }
	check()
}

func inGoroutine(t *testing.T) {
	go t.FailNow()
}

func Bound(t *testing.T) { // want Bound:`^failtest\(p0\)$`
	f := t.FailNow
	f()
}

func Expression(b *lib.Bench) { // want Expression:`^failtest\(p0.T\)$`
	f := (*lib.Bench).Check
	f(b, true)
}

func Converted(t *testing.T) { // want Converted:`^failtest\(p0\)$`
	lib.Require(t, true)
}

func Generic(t *testing.T) int { // want Generic:`^failtest\(p0\)$`
	return lib.Must(t, 1, nil)
}

func subtest(t *testing.T) {
	t.Run("sub", func(t *testing.T) { t.FailNow() })
}

func OuterInSubtest(t *testing.T) { // want OuterInSubtest:`^failtest\(p0\)$`
	t.Run("sub", func(*testing.T) { t.FailNow() })
}

func RangeFunc(t *testing.T, seq func(func(int) bool)) { // want RangeFunc:`^failtest\(p0\) run\(p1\)$`
	for range seq {
		t.FailNow()
	}
}

func Ping(t *testing.T, n int) { // want Ping:`^failtest\(p0\)$`
	if n > 0 {
		Pong(t, n-1)
	}
}

func Pong(t *testing.T, n int) { // want Pong:`^failtest\(p0\)$`
	if n == 0 {
		t.FailNow()
	}
	Ping(t, n)
}

type fixture struct {
	testing.TB
	b lib.Bench
	g errgroup.Group
}

func (f *fixture) Embedded() { f.FailNow() } // want Embedded:`^failtest\(p0.TB\)$`

func (f *fixture) Nested() { f.b.Check(true) } // want Nested:`^failtest\(p0.b.T\)$`

func (f *fixture) Add() { // want Add:`^groupgo\(p0.g\)$`
	f.g.Go(func() error { return nil })
}

func (f *fixture) AddTwice() { // want AddTwice:`^groupgo\(p0.g\)$`
	f.Add()
	f.Add()
}

func LibraryAdds(g *errgroup.Group) { // want LibraryAdds:`^groupgo\(p0\)$`
	lib.Add(1, g, func() error { return nil })
}

func ownGroup() error {
	var g errgroup.Group
	LibraryAdds(&g)
	return g.Wait()
}

type logger interface {
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

func logs(l logger) { l.Fatalf("no") }

func Later(f func()) { time.AfterFunc(time.Second, f) } // want Later:`spawn\(p0\)`

func InWaitGroup(wg *sync.WaitGroup, f func()) { wg.Go(f) } // want InWaitGroup:`spawn\(p1\)`

func Wrapped(f func()) { // want Wrapped:`spawn\(p0\)`
	go func() {
		defer println()
		f()
	}()
}

func ThroughLibrary(f func()) { lib.Background(f) } // want ThroughLibrary:`spawn\(p0\)`

func Maybe(async bool, f func()) { // want Maybe:`^run\(p1\)$`
	if async {
		go f()
	} else {
		f()
	}
}
