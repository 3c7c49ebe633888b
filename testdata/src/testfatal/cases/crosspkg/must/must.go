// Package must has assertions for the tests of other packages.
package must

import "testing"

// Succeed ends the test unless err is nil.
func Succeed(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A Bench is a test bench.
type Bench struct{ TB testing.TB }

// New returns a bench for t.
func New(t testing.TB) *Bench { return &Bench{t} }

// Run ends the test if f fails.
func (b *Bench) Run(f func() error) { Succeed(b.TB, f()) }

// Concurrently runs f in a goroutine.
func Concurrently(f func()) (wait func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	return func() { <-done }
}

// Value ends the test unless err is nil.
func Value[V any](t testing.TB, v V, err error) V {
	t.Helper()
	Succeed(t, err)
	return v
}
