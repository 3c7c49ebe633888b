// Package silent has what is not reported.
package silent

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestAround(t *testing.T) {
	t.Parallel()
	deadline, _ := t.Deadline()
	synctest.Test(t, func(inner *testing.T) {
		t.Log(deadline)
		t.Run("a subtest of the test around", func(t *testing.T) {})
	})
	t.Run("own bubble", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) { synctest.Wait() })
	})
}

// A test that is only called in a bubble.
func settle(t *testing.T) {
	t.Helper()
	synctest.Wait()
}

func TestUnlocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		settle(t)
		var mu sync.Mutex
		go func() {
			mu.Lock()
			mu.Unlock()
		}()
		mu.Lock()
		mu.Unlock()
		time.Sleep(time.Second)
	})
}

func TestSettledBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		go func() {
			mu.Lock()
			mu.Unlock()
		}()
		synctest.Wait()
		mu.Lock()
		time.Sleep(time.Second)
		mu.Unlock()
	})
}

func TestOtherLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var a, b sync.Mutex
		go func() {
			a.Lock()
			a.Unlock()
		}()
		b.Lock()
		time.Sleep(time.Second)
		b.Unlock()
	})
}

func TestReaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.RWMutex
		go func() {
			mu.RLock()
			mu.RUnlock()
		}()
		mu.RLock()
		time.Sleep(time.Second)
		mu.RUnlock()
	})
}

// One goroutine that locks and sleeps is nobody's hindrance.
func TestAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		go func() {
			mu.Lock()
			time.Sleep(time.Second)
			mu.Unlock()
		}()
	})
}
