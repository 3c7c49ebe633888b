// Package sole has one parallel test. It sees the runner, unless told not to.
package sole

import (
	"testing"

	"go.uber.org/goleak"
)

func checked(t *testing.T) {
	t.Parallel()
	goleak.VerifyNone(t) // want `in a parallel test`
	goleak.VerifyNone(t, goleak.IgnoreTopFunction("testing.tRunner.func1"))
}
