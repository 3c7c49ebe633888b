// want package:"summarised"

// Package taskslib has what package tasks imports.
package taskslib

import (
	"testing"

	"golang.org/x/sync/errgroup"
)

// TestingT is what this package needs of a test.
type TestingT interface{ FailNow() }

func Require(t TestingT, ok bool) { // want Require:`failtest\(p0\)`
	if !ok {
		t.FailNow()
	}
}

func Must[T any](t testing.TB, v T, err error) T { // want Must:`failtest\(p0\)`
	if err != nil {
		t.Fatal(err)
	}
	return v
}

type Bench struct{ T *testing.T }

func (b *Bench) Check(ok bool) { // want Check:`failtest\(p0.T\)`
	Require(b.T, ok)
}

func Add(n int, g *errgroup.Group, f func() error) { // want Add:`groupgo\(p1\) spawn\(p2\)`
	g.Go(f)
}

func Try(g *errgroup.Group, f func() error) { // want Try:`spawn\(p1\)`
	g.TryGo(f)
}

func Background(f func()) { // want Background:`spawn\(p0\)`
	go f()
}
