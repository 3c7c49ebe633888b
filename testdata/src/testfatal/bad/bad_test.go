package testfatal

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestProbe(t *testing.T) {
	got := Probe(t, []string{"a", "b"}, func(server string) (string, error) { return server + "1", nil })
	slices.Sort(got)
	if !slices.Equal(got, []string{"a1", "b1"}) {
		t.Errorf("got %q", got)
	}
}

// TestServerDown: a test that uses Probe must fail when a server is down, and
// come to an end. The failing test runs in a process of its own; there, the
// goroutine that was ended took the answer with it that the test waits for.
//
//asynclint:witness die "bad.Probe("
func TestServerDown(t *testing.T) {
	end := witness.Exec(t, func() {
		Probe(t, []string{"a", "b"}, func(server string) (string, error) {
			if server == "b" {
				return "", errors.New("b is down")
			}
			return server + "1", nil
		})
	})
	if !strings.Contains(end.Output, "b is down") {
		t.Errorf("the test does not say why it failed")
	}
	if end.Code != 1 {
		t.Errorf("the test did not just fail, its process exited with %d\n%s", end.Code, end.Output)
	}
}
