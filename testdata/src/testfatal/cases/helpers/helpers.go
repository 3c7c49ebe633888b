// Package helpers ends tests through helpers.
package helpers

import (
	"sync"
	"testing"
)

func noError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func mustOpen(t *testing.T, name string) string {
	t.Helper()
	s, err := open(name)
	noError(t, err)
	return s
}

func open(name string) (string, error) { return name, nil }

// report only marks the test as failed: that is fine anywhere.
func report(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

func helperBad(t *testing.T) {
	go func() {
		_, err := open("a")
		noError(t, err) // want `noError calls t.Fatal in a new goroutine`
	}()
}

func twoHelpersBad(t *testing.T, names chan string) {
	go func() {
		names <- mustOpen(t, "a") // want `mustOpen calls t.Fatal in a new goroutine`
		names <- mustOpen(t, "b") // one report is enough
	}()
}

func errorOk(t *testing.T) {
	go func() {
		_, err := open("a")
		report(t, err)
	}()
}

func notInGoroutineOk(t *testing.T) {
	func() { mustOpen(t, "a") }()
	defer mustOpen(t, "b")
}

func closureBad(t *testing.T, wg *sync.WaitGroup) {
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	wg.Go(func() {
		_, err := open("a")
		check(err) // want `check calls t.Fatal in the goroutine of wg.Go`
	})
	_, err := open("b")
	check(err)
}

func reassignedTestBad(t *testing.T) {
	tt := t
	go func() {
		noError(tt, nil) // want `noError calls t.Fatal in a new goroutine`
	}()
}

// worker is a declared function: elsewhere it may be called by the test.
func worker(t *testing.T, jobs <-chan string) {
	for job := range jobs {
		mustOpen(t, job)
	}
}

func declaredBad(t *testing.T, jobs chan string) {
	go worker(t, jobs) // want `mustOpen calls t.Fatal in a new goroutine`
}

func declaredOk(t *testing.T, jobs chan string) {
	worker(t, jobs)
}

func helperItselfBad(t *testing.T) {
	go mustOpen(t, "a") // want `noError calls t.Fatal in a new goroutine`
}

func argumentBad(t *testing.T) {
	go func(t *testing.T) {
		mustOpen(t, "a") // want `mustOpen calls t.Fatal in a new goroutine`
	}(t)
}

func nestedBad(t *testing.T) {
	go func() {
		go func() {
			mustOpen(t, "a") // want `mustOpen calls t.Fatal in a new goroutine`
		}()
	}()
}

// odd and even call each other.
func odd(t *testing.T, n int) {
	if n == 0 {
		t.FailNow()
	}
	even(t, n-1)
}

func even(t *testing.T, n int) {
	if n != 0 {
		odd(t, n-1)
	}
}

func recursionBad(t *testing.T) {
	go func() {
		even(t, 3) // want `even calls t.FailNow in a new goroutine`
	}()
}

func methodExpressionBad(t *testing.T) {
	f := &fixture{t}
	go func() {
		fail := (*fixture).mustRun
		fail(f) // want `fail calls t.Fatal in a new goroutine`
	}()
}

func methodValueBad(t *testing.T) {
	run := (&fixture{t}).mustRun
	go run() // want `noError calls t.Fatal in a new goroutine`
}

// fixture embeds the test.
type fixture struct{ *testing.T }

func (f *fixture) mustRun() { noError(f.T, nil) }

func embeddedBad(f *fixture, wg *sync.WaitGroup) {
	wg.Go(func() {
		f.FailNow() // want `f.FailNow is called in the goroutine of wg.Go`
	})
}
