// Package fn_elsewhere has parallel tests that are not known to be.
package fn_elsewhere

import (
	"testing"

	"go.uber.org/goleak"
)

type suite struct{ t *testing.T }

func (s *suite) setup() { s.t.Parallel() }

func inMethod(t *testing.T) {
	s := &suite{t}
	s.setup()
	defer goleak.VerifyNone(t)
}

func inField(s *suite) {
	s.t.Parallel()
	defer goleak.VerifyNone(s.t)
}

func twoDeep(t *testing.T) {
	outer(t)
	defer goleak.VerifyNone(t)
}

func outer(t *testing.T) { inner(t) }
func inner(t *testing.T) { t.Parallel() }
