// Package testify uses the assertions of testify.
package testify

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stretchr/testify/suite"
)

var errBroken = errors.New("broken")

func requireBad(t *testing.T) {
	go func() {
		require.Equal(t, 1, 2) // want `require.Equal calls t.FailNow in a new goroutine`
	}()
}

func assertOk(t *testing.T) {
	go func() {
		assert.NoError(t, errBroken)
		assert.New(t).Equal(1, 2)
	}()
}

func failNowBad(t *testing.T) {
	go func() {
		assert.FailNow(t, "no") // want `assert.FailNow calls t.FailNow in a new goroutine`
	}()
}

func assertionsOutsideBad(t *testing.T) {
	r := require.New(t)
	go func() {
		r.NoError(errBroken) // want `r.NoError calls t.FailNow in a new goroutine`
	}()
}

func assertionsInsideBad(t *testing.T) {
	go func() {
		r := require.New(t)
		r.NoError(errBroken) // want `r.NoError calls t.FailNow in a new goroutine`
	}()
}

func assertionsParamBad(r *require.Assertions) {
	go func() {
		r.NoError(errBroken) // want `r.NoError calls t.FailNow in a new goroutine`
	}()
}

// Eventually runs the condition in a goroutine, and FailNow there means that
// the condition never gives an answer.
func eventuallyBad(t *testing.T) {
	require.Eventually(t, func() bool {
		require.NoError(t, errBroken) // want `require.NoError calls t.FailNow in the goroutine of require.Eventually, which .*; return what happened and fail in the goroutine of the test`
		return true
	}, time.Second, time.Millisecond)
}

func assertEventuallyBad(t *testing.T) {
	assert.Eventually(t, func() bool {
		t.FailNow() // want `t.FailNow is called in the goroutine of assert.Eventually`
		return true
	}, time.Second, time.Millisecond)
}

func assertionsEventuallyBad(t *testing.T) {
	r := require.New(t)
	r.Eventually(func() bool {
		r.NoError(errBroken) // want `r.NoError calls t.FailNow in the goroutine of r.Eventually`
		return true
	}, time.Second, time.Millisecond)
}

func collectOk(t *testing.T) {
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		require.NoError(c, errBroken)
		require.New(c).NoError(errBroken)
	}, time.Second, time.Millisecond)
}

func collectOuterBad(t *testing.T) {
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		require.NoError(t, errBroken) // want `require.NoError calls t.FailNow in the goroutine of require.EventuallyWithT`
	}, time.Second, time.Millisecond)
}

// S is a suite.
type S struct {
	suite.Suite
	r *require.Assertions
}

func (s *S) requireBad() {
	go func() {
		s.Require().NoError(errBroken) // want `s.Require\(\).NoError calls t.FailNow in a new goroutine`
	}()
}

func (s *S) tBad() {
	go func() {
		require.NoError(s.T(), errBroken) // want `require.NoError calls s.T\(\).FailNow in a new goroutine`
	}()
}

func (s *S) fieldBad() {
	go func() {
		s.r.NoError(errBroken) // want `s.r.NoError calls t.FailNow in a new goroutine`
	}()
}

func (s *S) failNowBad() {
	go func() {
		s.FailNow("no") // want `s.FailNow calls t.FailNow in a new goroutine`
	}()
}

func (s *S) assertOk() {
	go func() {
		s.NoError(errBroken)
		s.Assert().NoError(errBroken)
	}()
}

func (s *S) sameGoroutineOk() {
	s.Require().NoError(errBroken)
	s.Run("sub", func() { s.Require().NoError(errBroken) })
}
