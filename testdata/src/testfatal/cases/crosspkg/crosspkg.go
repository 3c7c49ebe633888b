// Package crosspkg uses assertions of another package.
package crosspkg

import (
	"testing"

	"github.com/asynclint/asynclint/testdata/src/testfatal/cases/crosspkg/must"
)

func factBad(t *testing.T, work func() error) {
	go func() {
		must.Succeed(t, work()) // want `must.Succeed calls t.Fatal in a new goroutine`
	}()
}

func methodFactBad(t *testing.T, work func() error) {
	b := must.New(t)
	go func() {
		b.Run(work) // want `b.Run calls t.Fatal in a new goroutine`
	}()
}

func genericFactBad(t *testing.T, work func() (int, error)) {
	go func() {
		n, err := work()
		println(must.Value(t, n, err)) // want `must.Value calls t.Fatal in a new goroutine`
	}()
}

func wrapperFactBad(t *testing.T, work func() error) {
	defer must.Concurrently(func() {
		if err := work(); err != nil {
			t.Fatal(err) // want `t.Fatal is called in the goroutine of must.Concurrently`
		}
	})()
}

func noBodyBad(t *testing.T, work func() error) {
	go must.Succeed(t, work()) // want `must.Succeed calls t.Fatal in a new goroutine`
}

func callerOk(t *testing.T, work func() error) {
	must.Succeed(t, work())
	must.New(t).Run(work)
}
