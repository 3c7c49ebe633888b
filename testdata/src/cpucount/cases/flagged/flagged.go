// Package flagged has the variants that are reported.
package flagged

import (
	"runtime"
	cpus "runtime"

	"go.uber.org/automaxprocs/maxprocs" // want `since Go 1.25 the runtime itself keeps GOMAXPROCS at the CPU limit of the container, and follows its changes; automaxprocs sets it once`
)

func set() {
	runtime.GOMAXPROCS(runtime.NumCPU()) // want `runtime.GOMAXPROCS\(runtime.NumCPU\(\)\) overrides what the runtime has taken from the CPU limit`
	maxprocs.Set()
}

func sized(n int) {
	_ = make(chan int, 2*runtime.NumCPU()) // want `runtime.NumCPU counts the processors of the machine`
	workers := min(n, cpus.NumCPU())       // want `runtime.NumCPU counts the processors of the machine`
	for range workers {
		go func() {}()
	}
}
