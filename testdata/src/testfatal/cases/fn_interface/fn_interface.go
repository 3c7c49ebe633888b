// Package fn_interface knows the test only by an interface: what its FailNow
// does is up to whoever made it (ginkgo's panics, and is recovered).
package fn_interface

import "github.com/stretchr/testify/require"

func unknownTest(t require.TestingT, work func() error) {
	go func() {
		require.NoError(t, work())
	}()
}
