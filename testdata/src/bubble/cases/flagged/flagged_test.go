// Package flagged has the variants that are reported.
package flagged

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestOutside(t *testing.T) {
	go func() {}()
	synctest.Wait() // want `synctest.Wait panics here, as the function of a test does not run in a bubble`
}

func TestNested(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {}) // want `synctest.Test panics in a bubble: bubbles do not nest`
	})
}

func TestParallel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		setup(t)
	})
	synctest.Test(t, named)
}

func setup(t *testing.T) {
	t.Helper()
	t.Parallel() // want `t.Parallel panics in a bubble; call it before synctest.Test, on the test around it`
}

func named(t *testing.T) {
	if deadline, ok := t.Deadline(); ok { // want `t.Deadline panics in a bubble, whose clock is not that of the deadline`
		t.Log(deadline)
	}
	for range 3 {
		func() {
			t.Run("sub", func(t *testing.T) {}) // want `t.Run panics in a bubble, which can have no subtests`
		}()
	}
}

func TestSleepLocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		n := 0
		go func() {
			mu.Lock()
			n++
			mu.Unlock()
		}()
		mu.Lock()
		time.Sleep(time.Second) // want `time.Sleep while mu is held never returns if a goroutine of the bubble waits for mu: to wait for a mutex counts as running, so time stands still; unlock first`
		n++
		mu.Unlock()
	})
}

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
}

func TestWaitLocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := new(counter)
		c.mu.Lock()
		defer c.mu.Unlock()
		go c.add()
		synctest.Wait() // want `synctest.Wait while c.mu is held never returns`
	})
}
