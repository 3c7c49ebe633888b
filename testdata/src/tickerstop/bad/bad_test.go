// The timers are those of Go 1.22, which this toolchain still has.
//
//go:debug asynctimerchan=1
package tickerstop

import (
	"runtime"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// kept returns how many objects f leaves on the heap that the garbage
// collector may not take.
func kept(f func()) int {
	objects := func() int {
		runtime.GC()
		runtime.GC() // the first leaves what has a finalizer
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int(m.HeapObjects)
	}
	f() // what is allocated once for all
	before := objects()
	f()
	return objects() - before
}

// TestWait: each call leaves its ticker behind, with its channel.
//
//asynclint:witness measure "objects left by 2000 calls"
func TestWait(t *testing.T) {
	n := kept(func() {
		for range 2000 {
			if err := Wait(t.Context(), time.Hour, func() bool { return true }); err != nil {
				t.Error(err)
			}
		}
	})
	witness.AtMost(t, "objects left by 2000 calls", n, 1000)
}

// TestCollect: each value leaves a timer behind, although the call has
// returned.
//
//asynclint:witness measure "objects left by 2000 values"
func TestCollect(t *testing.T) {
	flushed := 0
	n := kept(func() {
		in, sum := make(chan int), 0
		go func() {
			defer close(in)
			for range 2000 {
				in <- 1
			}
		}()
		Collect(in, time.Hour, func(v int) { sum += v }, func() { flushed++ })
		if sum != 2000 {
			t.Errorf("collected %d of 2000", sum)
		}
	})
	if flushed != 2 {
		t.Errorf("flushed %d times, want once for each call", flushed)
	}
	witness.AtMost(t, "objects left by 2000 values", n, 1000)
}
