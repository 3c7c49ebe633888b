// Package generic ends tests through generic functions.
package generic

import "testing"

func must[V any](t testing.TB, v V, err error) V {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func genericHelperBad(t *testing.T, f func() (int, error)) {
	go func() {
		n, err := f()
		println(must(t, n, err)) // want `must calls t.Fatal in a new goroutine`
	}()
}

// A pool runs functions in goroutines.
type pool[K comparable] struct{ jobs map[K]func() }

func (p *pool[K]) run(f func()) { go f() }

func genericWrapperBad(t *testing.T, p *pool[string]) {
	p.run(func() {
		t.Fatal("no") // want `t.Fatal is called in the goroutine of p.run`
	})
}

// A testing is anything that has what is used here.
type tester interface {
	*testing.T | *testing.B
	testing.TB
}

func genericTest[T tester](t T) {
	go func() {
		t.Fatal("no")
	}()
}
