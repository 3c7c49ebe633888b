// Package silent has what is not reported.
package silent

import (
	"fmt"
	"log"
	"runtime"
)

func tells() string {
	log.Printf("%d processors", runtime.NumCPU())
	return fmt.Sprint(runtime.NumCPU())
}

func small() bool { return runtime.NumCPU() < 2 }

func right() int { return runtime.GOMAXPROCS(0) }

type machine struct{ Cores, numCPU int }

func ours() machine {
	m := machine{Cores: runtime.NumCPU()}
	m.numCPU = runtime.NumCPU()
	return m
}
