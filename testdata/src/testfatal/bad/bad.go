// Package testfatal asks servers for their versions, on behalf of a test.
package testfatal

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Probe asks all servers at once and returns their versions, in any order.
// The test fails if one of them cannot be asked.
func Probe(t *testing.T, servers []string, ask func(server string) (string, error)) []string {
	t.Helper()
	versions := make(chan string)
	for _, server := range servers {
		go func() {
			version, err := ask(server)
			require.NoError(t, err) // want `require.NoError calls t.FailNow in a new goroutine, which ends only that goroutine and not the test; send the error to the goroutine of the test and fail there`
			versions <- version
		}()
	}
	var all []string
	for range servers {
		all = append(all, <-versions)
	}
	return all
}
