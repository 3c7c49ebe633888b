// Package spawners ends tests directly, in goroutines that vet and staticcheck
// do not see.
package spawners

import (
	"context"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

func waitGroupBad(t *testing.T, work func() error) {
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := work(); err != nil {
			t.Fatal(err) // want `t.Fatal is called in the goroutine of wg.Go, which ends only that goroutine and not the test; send the error to the goroutine of the test and fail there`
		}
	})
	wg.Wait()
}

func errgroupBad(t *testing.T, work func() error) {
	var g errgroup.Group
	g.Go(func() error {
		if err := work(); err != nil {
			t.Fatalf("work: %v", err) // want `t.Fatalf is called in the goroutine of g.Go, which .*; return the error and fail in the goroutine of the test`
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
}

func errgroupOk(t *testing.T, work func() error) {
	var g errgroup.Group
	g.Go(work)
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
}

func watchdogBad(t *testing.T, work func()) {
	timer := time.AfterFunc(time.Minute, func() { t.Fatal("too slow") }) // want `t.Fatal is called in the goroutine of time.AfterFunc`
	defer timer.Stop()
	work()
}

func afterCancelBad(t *testing.B, ctx context.Context) {
	context.AfterFunc(ctx, func() {
		t.Log("cancelled")
		t.FailNow() // want `t.FailNow is called in the goroutine of context.AfterFunc`
	})
}

func boundMethodBad(t *testing.T) {
	time.AfterFunc(time.Minute, t.FailNow) // want `t.FailNow is called in the goroutine of time.AfterFunc`
}

func namedBodyBad(t *testing.T, wg *sync.WaitGroup) {
	body := func() { t.Fatal("always") } // want `t.Fatal is called in the goroutine of wg.Go`
	wg.Go(body)
}

// background is a wrapper: what it is given runs in a goroutine.
func background(f func()) {
	go func() {
		defer println("done")
		f()
	}()
}

func wrapperBad(t *testing.T) {
	background(func() { t.Fatal("no") }) // want `t.Fatal is called in the goroutine of background`
}

// maybeBackground may run f in the caller's goroutine.
func maybeBackground(async bool, f func()) {
	if !async {
		f()
		return
	}
	go f()
}

func maybeWrapperOk(t *testing.T) {
	maybeBackground(testing.Short(), func() { t.Fatal("no") })
}

// within waits for f, and for its end alone, until the timeout.
func within(t *testing.T, timeout time.Duration, f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(timeout):
		t.Fatal("timeout")
	}
}

// joined waits for all f.
func joined(n int, f func()) {
	var wg sync.WaitGroup
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f()
		}()
	}
	wg.Wait()
}

func awaitedOk(t *testing.T) {
	within(t, time.Minute, func() { t.Fatal("no") })
	joined(3, func() { t.Fatal("no") })
}

// answer waits for a result that a FailNow would take away.
func answer(f func() int) int {
	c := make(chan int)
	go func() { c <- f() }()
	return <-c
}

func lostAnswerBad(t *testing.T) {
	answer(func() int {
		t.Fatal("no") // want `t.Fatal is called in the goroutine of answer, which .*; return what happened and fail in the goroutine of the test`
		return 1
	})
}

// tb is out of vet's sight: it looks at functions that take a T or B.
func tbBad(t testing.TB, errs <-chan error) {
	go func() {
		for err := range errs {
			t.Fatal(err) // want `t.Fatal is called in a new goroutine`
		}
	}()
}

// harness keeps the test in a field, where vet does not look.
type harness struct {
	t *testing.T
}

func (h *harness) startBad() {
	go h.loop()    // SA2002 reports it
	go h.loopTwo() // want `h.check calls t.Fatal in a new goroutine`
}

func (h *harness) loop() { h.t.Fatal("no") }

func (h *harness) loopTwo() { h.check(nil) }

func (h *harness) check(err error) {
	if err != nil {
		h.t.Fatal(err)
	}
}

func rangeFuncBad(t *testing.T, seq func(yield func(error) bool)) {
	var wg sync.WaitGroup
	wg.Go(func() {
		for err := range seq {
			t.Fatal(err) // want `t.Fatal is called in the goroutine of wg.Go`
		}
	})
}

func deferredBad(t *testing.T, wg *sync.WaitGroup) {
	wg.Go(func() {
		defer func() { // want `a function literal calls t.Fatal in the goroutine of wg.Go`
			if recover() != nil {
				t.Fatal("panic")
			}
		}()
	})
}

func fuzzBad(f *testing.F) {
	var wg sync.WaitGroup
	wg.Go(func() { f.Fatal("no") }) // want `f.Fatal is called in the goroutine of wg.Go`
	wg.Wait()
}
