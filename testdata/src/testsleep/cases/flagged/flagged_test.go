// Package flagged has the variants that are reported.
package flagged

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestGroup(t *testing.T) {
	var n atomic.Int64
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { n.Add(1) })
	time.Sleep(time.Second) // want `time.Sleep\(time.Second\) hopes that the goroutine is as far`
	assert.EqualValues(t, 1, n.Load())
}

func TestSub(t *testing.T) {
	t.Run("sub", func(t *testing.T) {
		var n atomic.Int64
		go n.Add(1)
		time.Sleep(time.Second) // want `time.Sleep\(time.Second\) hopes`
		check(t, n.Load())
	})
}

func check(t *testing.T, n int64) {
	t.Helper()
	if n != 1 {
		t.Fatal(n)
	}
}
