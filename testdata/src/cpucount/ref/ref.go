// Package cpucount computes in parallel.
package cpucount

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Each calls f with each number below n, and returns how many workers did so.
func Each(n int, f func(i int)) (workers int) {
	workers = runtime.GOMAXPROCS(0)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				f(int(i))
			}
		})
	}
	wg.Wait()
	return workers
}
