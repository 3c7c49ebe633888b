// Package hasmain has a TestMain: no fix.
package hasmain

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { os.Exit(m.Run()) }

func TestOne(t *testing.T) {
	t.Parallel()
	defer goleak.VerifyNone(t) // want `in a parallel test`
}
