// Package parallel has parallel tests that look for leaks.
package parallel

import (
	"testing"

	"go.uber.org/goleak"
)

func deferred(t *testing.T) {
	t.Parallel()
	defer goleak.VerifyNone(t) // want `goleak.VerifyNone\(t\) in a parallel test sees the goroutines of other tests`
}

func parallelAfterDefer(t *testing.T) {
	defer goleak.VerifyNone(t) // want `in a parallel test`
	t.Parallel()
}

func atTheEnd(t *testing.T) {
	t.Parallel()
	println("test")
	goleak.VerifyNone(t) // want `in a parallel test`
}

func cleanup(t *testing.T) {
	t.Parallel()
	t.Cleanup(func() { goleak.VerifyNone(t) }) // want `in a parallel test`
}

func deferredLiteral(t *testing.T) {
	t.Parallel()
	defer func() {
		println("over")
		goleak.VerifyNone(t) // want `in a parallel test`
	}()
}

func subtest(t *testing.T) {
	t.Run("sub", func(t *testing.T) {
		t.Parallel()
		defer goleak.VerifyNone(t) // want `in a parallel test`
	})
}

func table(t *testing.T) {
	for _, name := range []string{"a", "b"} {
		t.Run(name, func(tt *testing.T) {
			tt.Parallel()
			defer goleak.VerifyNone(tt) // want `goleak.VerifyNone\(tt\) in a parallel test`
		})
	}
}

func ofParallelParent(t *testing.T) {
	t.Parallel()
	t.Run("sub", func(t *testing.T) {
		t.Run("subsub", func(t *testing.T) {
			defer goleak.VerifyNone(t) // want `in a parallel test`
		})
	})
}

func named(t *testing.T) {
	t.Parallel()
	t.Run("sub", sub)
}

func sub(t *testing.T) {
	defer goleak.VerifyNone(t) // want `in a parallel test`
}

func sameBranch(t *testing.T) {
	if !testing.Short() {
		t.Parallel()
		defer goleak.VerifyNone(t) // want `in a parallel test`
	}
}

func conditional(t *testing.T) {
	t.Parallel()
	if !testing.Short() {
		defer goleak.VerifyNone(t) // want `in a parallel test`
	}
}

func withOption(t *testing.T) {
	t.Parallel()
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent()) // want `goleak.VerifyNone\(t, goleak.IgnoreCurrent\(\)\) in a parallel test`
}

func inVariable(t *testing.T) {
	t.Parallel()
	verify := func() {
		goleak.VerifyNone(t) // want `in a parallel test`
	}
	defer verify()
}
