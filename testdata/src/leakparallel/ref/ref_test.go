package leakparallel

import (
	"flag"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) {
	// Two tests must run at once, also on a machine with one processor.
	flag.Parse()
	flag.Set("test.parallel", "2")
	Main(m)
}

// TestTogether: the quick test ends while the thorough one is still running.
// It leaves nothing behind, and yet it fails.
//
//asynclint:witness measure "found unexpected goroutines"
func TestTogether(t *testing.T) {
	running := make(chan struct{})
	over := make(chan struct{})
	failed := 0
	t.Run("tests", func(t *testing.T) {
		t.Run("thorough", func(t *testing.T) {
			Thorough(t, func() {
				close(running)
				<-over
			})
		})
		t.Run("quick", func(t *testing.T) {
			defer func() {
				if t.Failed() {
					failed++
				}
				close(over)
			}()
			Quick(t)
		})
	})
	<-running
	witness.AtMost(t, "tests that fail for the goroutines of another", failed, 0)
}

// TestLeft: a worker whose job never ends is found, though its test is a
// parallel subtest.
//
//asynclint:witness measure "leaks that go unnoticed"
func TestLeft(t *testing.T) {
	end := witness.Exec(t, func() {
		Each(t, func() {}, func() { select {} })
	})
	unnoticed := 0
	if !strings.Contains(end.Output, "found unexpected goroutines") {
		unnoticed = 1
	}
	witness.AtMost(t, "leaks that go unnoticed", unnoticed, 0)
}
