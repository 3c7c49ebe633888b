// Package options has checks whose options TestMain cannot have: no fix.
package options

import (
	"testing"

	"go.uber.org/goleak"
)

func TestLocal(t *testing.T) {
	t.Parallel()
	name := t.Name()
	defer goleak.VerifyNone(t, goleak.IgnoreTopFunction(name)) // want `in a parallel test`
}

func TestSpread(t *testing.T) {
	t.Parallel()
	options := []goleak.Option{goleak.IgnoreCurrent()}
	defer goleak.VerifyNone(t, options...) // want `in a parallel test`
}

func TestNone(t *testing.T) {
	t.Parallel()
	defer goleak.VerifyNone(t) // want `in a parallel test`
}
