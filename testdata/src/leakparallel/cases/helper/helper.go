// Package helper has tests that leave the calls to functions.
package helper

import (
	"testing"

	"go.uber.org/goleak"
)

func setup(t *testing.T, name string) {
	t.Helper()
	t.Parallel()
	println(name)
}

func verify(t testing.TB) {
	t.Helper()
	t.Cleanup(func() {
		goleak.VerifyNone(t)
	})
}

func check(t testing.TB) {
	goleak.VerifyNone(t)
}

func isParallel(t *testing.T) {
	setup(t, "one")
	defer goleak.VerifyNone(t) // want `goleak.VerifyNone\(t\) in a parallel test`
}

func verifies(t *testing.T) {
	t.Parallel()
	verify(t) // want `verify\(t\) in a parallel test`
}

func checks(t *testing.T) {
	t.Parallel()
	defer check(t) // want `check\(t\) in a parallel test`
}

func both(t *testing.T) {
	setup(t, "two")
	verify(t) // want `verify\(t\) in a parallel test`
}

func early(t *testing.T) {
	defer check(t) // want `check\(t\) runs before the parallel subtests`
	t.Run("sub", func(t *testing.T) {
		setup(t, "sub")
	})
}

func inTime(t *testing.T) {
	verify(t)
	t.Run("sub", func(t *testing.T) {
		setup(t, "sub")
	})
}

func serial(t *testing.T) {
	verify(t)
	defer check(t)
}
