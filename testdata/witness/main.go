package witness

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// Main runs the tests of a package that may leave nothing behind, and exits.
// In such a package it is the whole of TestMain:
//
//	func TestMain(m *testing.M) { witness.Main(m) }
//
// When all tests have passed it waits for every goroutine to end. Those that
// the runtime knows to be stuck for ever make it fail with "leaked: ...", those
// that just stay, with "lingers: ...". It looks when no test runs any more, so
// tests may be parallel.
func Main(m *testing.M) {
	code := m.Run()
	if code == 0 {
		if left := left(); left != "" {
			fmt.Fprintln(os.Stderr, left)
			code = 1
		}
	}
	os.Exit(code)
}

// left waits until no goroutine is left but the caller's, and describes those
// that stay.
func left() string {
	for start := time.Now(); ; pause() {
		all, exact := profiled()
		if !exact {
			all = stacks()
		}
		all = slices.DeleteFunc(all, func(g goroutine) bool {
			return strings.Contains(g.text, "os/signal.loop") // one for the whole process, once signals were asked for
		})
		leaked := slices.DeleteFunc(slices.Clone(all), func(g goroutine) bool { return !strings.Contains(g.status, "(leaked)") })
		switch {
		case len(all) == 0:
			return ""
		case len(leaked) > 0:
			return "leaked: " + list(leaked)
		case time.Since(start) > patience:
			return "lingers: " + list(all)
		}
	}
}

// Measured tells what a test measured, for the page of what it tests: there
// stands "what: got" too, and is compared. What depends on the machine is not
// measured like this: only counts, and times in a [Bubble].
func Measured(t testing.TB, what string, got any) {
	t.Helper()
	t.Attr("measured", fmt.Sprintf("%s: %v", what, got))
}
