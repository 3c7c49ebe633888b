package leaklabel

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// brief is the patience with what will not end.
const brief = 50 * time.Millisecond

// recorder is a test that is expected to fail.
type recorder struct {
	testing.TB
	text string
}

func (r *recorder) Errorf(format string, args ...any) { r.text += fmt.Sprintf(format, args...) }

// leaky starts a goroutine that is left until the channel is closed.
func leaky(release <-chan struct{}) {
	began := make(chan struct{})
	go func() { close(began); <-release }()
	<-began
}

func TestLeak(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	r := &recorder{TB: t}
	run(r, brief, func(context.Context) { leaky(release) })
	if !strings.Contains(r.text, ".leaky.func1") {
		t.Errorf("reported: %q", r.text)
	}
}

func TestGrandchild(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	r := &recorder{TB: t}
	run(r, brief, func(context.Context) {
		var child sync.WaitGroup
		child.Go(func() { leaky(release) })
		child.Wait()
	})
	if !strings.Contains(r.text, ".leaky.func1") {
		t.Errorf("reported: %q", r.text)
	}
}

func TestEndsSoon(t *testing.T) {
	for range 100 {
		Run(t, func(context.Context) {
			for range 10 {
				go func() {}()
			}
		})
	}
}

func TestBefore(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	leaky(release)
	Run(t, func(context.Context) {})
}

func TestParallel(t *testing.T) {
	var right, wrong atomic.Int32
	release := make(chan struct{})
	defer close(release)        // what leaks is there until the end
	var together sync.WaitGroup // all ten are between f and the look
	together.Add(10)
	var tests sync.WaitGroup
	for i := range 10 { // in goroutines: t.Parallel runs as many as there are processors
		tests.Go(func() {
			r := &recorder{TB: t}
			patience := Patience
			if i%2 == 0 {
				patience = brief
			}
			run(r, patience, func(context.Context) {
				if i%2 == 0 {
					leaky(release)
				}
				together.Done()
				together.Wait()
			})
			switch {
			case r.text != "" && i%2 == 0:
				right.Add(1)
			case r.text != "":
				wrong.Add(1)
			}
		})
	}
	tests.Wait()
	witness.AtMost(t, "leaks reported in tests that do not leak", wrong.Load(), 0)
	witness.Measured(t, "leaks reported of 10 parallel tests, of which 5 leak", right.Load())
	witness.Measured(t, "leaks reported in those that do not", wrong.Load())
}

func TestPanic(t *testing.T) {
	defer func() {
		if r := recover(); r != "oops" {
			t.Errorf("recovered %v", r)
		}
	}()
	Run(t, func(context.Context) { panic("oops") })
}
