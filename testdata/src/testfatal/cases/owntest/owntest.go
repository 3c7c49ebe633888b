// Package owntest ends tests that belong to the goroutine.
package owntest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func subtestOk(t *testing.T) {
	go func() {
		t.Run("sub", func(t *testing.T) {
			require.True(t, true)
		})
	}()
}

func subtestInsideBad(t *testing.T) {
	t.Run("sub", func(t *testing.T) {
		go func() {
			require.True(t, true) // want `require.True calls t.FailNow in a new goroutine`
		}()
	})
}

func outerTestBad(t *testing.T) {
	go func() {
		t.Run("sub", func(*testing.T) { // want `t.Run calls t.FailNow in a new goroutine`
			require.True(t, true)
		})
	}()
}

// trial runs an assertion on a T of its own, in a goroutine that it may end.
func trialOk(assertion func(testing.TB)) (failed bool) {
	fake := new(testing.T)
	done := make(chan struct{})
	go func() {
		defer close(done)
		check(fake)
		assertion(fake)
	}()
	<-done
	return fake.Failed()
}

func check(t testing.TB) { t.FailNow() }

type fake struct {
	testing.TB
	failed bool
}

func (f *fake) FailNow() { f.failed = true }

func fakeOk() {
	f := &fake{}
	go func() { require.NoError(f, nil) }()
}

// each gives every goroutine a test of its own.
func each(t *testing.T, f func(t *testing.T)) {
	go t.Run("each", func(t *testing.T) { f(t) })
}

func parameterOk(t *testing.T) {
	each(t, func(t *testing.T) { require.True(t, true) })
}

func shadowOk(t *testing.T, tests []*testing.T) {
	go func() {
		t := pick(tests)
		require.True(t, true)
	}()
}

func pick(tests []*testing.T) *testing.T { return tests[0] }
