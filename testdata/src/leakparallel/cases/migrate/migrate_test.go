// Package migrate can get a TestMain.
package migrate

import (
	"testing"

	"go.uber.org/goleak"
)

func TestOne(t *testing.T) {
	t.Parallel()
	defer goleak.VerifyNone(t) // want `in a parallel test`
}

func TestTwo(t *testing.T) {
	t.Parallel()
	t.Cleanup(func() { goleak.VerifyNone(t, goleak.IgnoreTopFunction(background)) }) // want `in a parallel test`
	t.Cleanup(func() {
		println("over")
		goleak.VerifyNone(t) // want `in a parallel test`
	})
}

func TestSubtests(t *testing.T) {
	defer goleak.VerifyNone(t) // want `runs before the parallel subtests`
	t.Run("sub", func(t *testing.T) { t.Parallel() })
}

const background = "example.com/pool.run"
