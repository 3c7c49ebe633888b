// Package early has checks that run before the subtests they are meant for.
package early

import (
	"testing"

	"go.uber.org/goleak"
)

func deferred(t *testing.T) {
	defer goleak.VerifyNone(t) // want `goleak.VerifyNone\(t\) runs before the parallel subtests of t do and misses what they leave; run it in t.Cleanup`

	for _, name := range []string{"a", "b"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
		})
	}
}

func deferredLiteral(t *testing.T) {
	defer func() {
		goleak.VerifyNone(t) // want `runs before the parallel subtests`
	}()
	t.Run("sub", func(t *testing.T) {
		t.Parallel()
	})
}

func called(t *testing.T) {
	t.Run("sub", func(t *testing.T) {
		t.Parallel()
	})
	goleak.VerifyNone(t) // want `runs before the parallel subtests`
}

func namedSubtest(t *testing.T) {
	defer goleak.VerifyNone(t) // want `runs before the parallel subtests`
	t.Run("sub", parallel)
}

func parallel(t *testing.T) { t.Parallel() }

func inGroup(t *testing.T) {
	t.Run("group", func(t *testing.T) {
		defer goleak.VerifyNone(t) // want `runs before the parallel subtests`
		t.Run("sub", func(t *testing.T) {
			t.Parallel()
		})
	})
}

func withOption(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent()) // want `runs before the parallel subtests`
	t.Run("sub", func(t *testing.T) {
		t.Parallel()
	})
}

// The group is over when Run returns, since it waits for its subtests.
func groupWaits(t *testing.T) {
	defer goleak.VerifyNone(t)
	t.Run("group", func(t *testing.T) {
		t.Run("sub", func(t *testing.T) {
			t.Parallel()
		})
	})
}

func inCleanup(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	t.Run("sub", func(t *testing.T) {
		t.Parallel()
	})
}

func deferredInCleanup(t *testing.T) {
	t.Cleanup(func() {
		defer goleak.VerifyNone(t)
		println("over")
	})
	t.Run("sub", func(t *testing.T) {
		t.Parallel()
	})
}

func beforeAll(t *testing.T) {
	goleak.VerifyNone(t) // nothing to begin with
	t.Run("sub", func(t *testing.T) {
		t.Parallel()
	})
}

func handedToCleanup(t *testing.T) {
	t.Run("sub", func(t *testing.T) {
		t.Parallel()
	})
	verify := func() { goleak.VerifyNone(t) }
	t.Cleanup(verify)
}

func perhapsParallel(t *testing.T) {
	defer goleak.VerifyNone(t)
	t.Run("sub", func(t *testing.T) {
		if !testing.Short() {
			t.Parallel()
		}
	})
}

func serial(t *testing.T) {
	defer goleak.VerifyNone(t)
	t.Run("sub", func(t *testing.T) {})
}
