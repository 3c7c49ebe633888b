// Package bubble runs test cases that take long.
package bubble

import (
	"testing"
	"testing/synctest"
)

// Cases runs each case as a subtest of t. Time in a case is that of a bubble.
func Cases(t *testing.T, cases map[string]func(t *testing.T)) {
	for name, run := range cases {
		t.Run(name, func(t *testing.T) { synctest.Test(t, run) })
	}
}
