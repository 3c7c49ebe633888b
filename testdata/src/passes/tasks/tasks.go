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

func fatal(t *testing.T) { t.Fatal("no") } // want fatal:`^failtest\(p0\)$`

func skip(b *testing.B) { b.Skipf("no") } // want skip:`^failtest\(p0\)$`

func tb(_ int, t testing.TB) { t.FailNow() } // want tb:`^failtest\(p1\)$`

func onlyError(t *testing.T) { t.Error("no") }

func deferred(t *testing.T) { // want deferred:`^failtest\(p0\)$`
	defer t.FailNow()
}

func inLiteral(t *testing.T) { // want inLiteral:`^failtest\(p0\)$`
	check := func() { t.FailNow() }
	check()
}

func inGoroutine(t *testing.T) {
	go t.FailNow()
}

func bound(t *testing.T) { // want bound:`^failtest\(p0\)$`
	f := t.FailNow
	f()
}

func expression(b *lib.Bench) { // want expression:`^failtest\(p0.T\)$`
	f := (*lib.Bench).Check
	f(b, true)
}

func converted(t *testing.T) { // want converted:`^failtest\(p0\)$`
	lib.Require(t, true)
}

func generic(t *testing.T) int { // want generic:`^failtest\(p0\)$`
	return lib.Must(t, 1, nil)
}

func subtest(t *testing.T) {
	t.Run("sub", func(t *testing.T) { t.FailNow() })
}

func outerInSubtest(t *testing.T) { // want outerInSubtest:`^failtest\(p0\)$`
	t.Run("sub", func(*testing.T) { t.FailNow() })
}

func rangeFunc(t *testing.T, seq func(func(int) bool)) { // want rangeFunc:`^failtest\(p0\) run\(p1\)$`
	for range seq {
		t.FailNow()
	}
}

func ping(t *testing.T, n int) { // want ping:`^failtest\(p0\)$`
	if n > 0 {
		pong(t, n-1)
	}
}

func pong(t *testing.T, n int) { // want pong:`^failtest\(p0\)$`
	if n == 0 {
		t.FailNow()
	}
	ping(t, n)
}

type fixture struct {
	testing.TB
	b lib.Bench
	g errgroup.Group
}

func (f *fixture) embedded() { f.FailNow() } // want embedded:`^failtest\(p0.TB\)$`

func (f *fixture) nested() { f.b.Check(true) } // want nested:`^failtest\(p0.b.T\)$`

func (f *fixture) add() { // want add:`^groupgo\(p0.g\)$`
	f.g.Go(func() error { return nil })
}

func (f *fixture) addTwice() { // want addTwice:`^groupgo\(p0.g\)$`
	f.add()
	f.add()
}

func libraryAdds(g *errgroup.Group) { // want libraryAdds:`^groupgo\(p0\)$`
	lib.Add(1, g, func() error { return nil })
}

func ownGroup() error {
	var g errgroup.Group
	libraryAdds(&g)
	return g.Wait()
}

type logger interface {
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

func logs(l logger) { l.Fatalf("no") }

func later(f func()) { time.AfterFunc(time.Second, f) } // want later:`spawn\(p0\)`

func inWaitGroup(wg *sync.WaitGroup, f func()) { wg.Go(f) } // want inWaitGroup:`spawn\(p1\)`

func wrapped(f func()) { // want wrapped:`spawn\(p0\)`
	go func() {
		defer println()
		f()
	}()
}

func throughLibrary(f func()) { lib.Background(f) } // want throughLibrary:`spawn\(p0\)`

func maybe(async bool, f func()) { // want maybe:`^run\(p1\)$`
	if async {
		go f()
	} else {
		f()
	}
}
