package leaklabel

import (
	"bytes"
	"context"
	"fmt"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Patience is how long a goroutine may take to end when its test is over. It is
// waited for only if one is left.
const Patience = 5 * time.Second

// label marks goroutines; its values are never used again.
const label = "leaklabel"

var count atomic.Int64

// Run calls f, and fails the test if a goroutine is left that f has started, or
// one of those. The tests of a package may be parallel.
func Run(t testing.TB, f func(ctx context.Context)) {
	t.Helper()
	run(t, Patience, f)
}

func run(t testing.TB, patience time.Duration, f func(ctx context.Context)) {
	t.Helper()
	value := fmt.Sprintf("%s#%d", t.Name(), count.Add(1))
	pprof.Do(t.Context(), pprof.Labels(label, value), f)

	// The labels of this goroutine are again what they were.
	for start := time.Now(); ; time.Sleep(time.Millisecond) {
		left := find(fmt.Sprintf("%q:%q", label, value))
		if left == "" {
			return
		}
		if time.Since(start) > patience {
			t.Errorf("goroutines are left:\n%s", left)
			return
		}
	}
}

// find returns the goroutines with this label, as the profile has them.
func find(label string) string {
	var profile bytes.Buffer
	pprof.Lookup("goroutine").WriteTo(&profile, 1)
	var found []string
	for group := range strings.SplitSeq(profile.String(), "\n\n") {
		if _, labels, ok := strings.Cut(group, "\n# labels: "); ok {
			if line, _, _ := strings.Cut(labels, "\n"); strings.Contains(line, label) {
				found = append(found, group)
			}
		}
	}
	return strings.Join(found, "\n\n")
}
