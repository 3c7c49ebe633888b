// Package testfatal asks servers for their versions, on behalf of a test.
package testfatal

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Probe asks all servers at once and returns their versions, in any order.
// The test fails if one of them cannot be asked.
//
// The goroutines send what happened, be it good or bad, and the goroutine of
// the test decides: only there does FailNow end the test. The channel has room
// for all answers, so that those of the others are not waited for by anyone
// when the first error ends the test.
func Probe(t *testing.T, servers []string, ask func(server string) (string, error)) []string {
	t.Helper()
	type answer struct {
		version string
		err     error
	}
	answers := make(chan answer, len(servers))
	for _, server := range servers {
		go func() {
			version, err := ask(server)
			answers <- answer{version, err}
		}()
	}
	var all []string
	for range servers {
		a := <-answers
		require.NoError(t, a.err)
		all = append(all, a.version)
	}
	return all
}
