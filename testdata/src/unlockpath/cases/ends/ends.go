// Package ends: paths that end the program or the goroutine.
package ends

import (
	"log"
	"os"
	"runtime"
	"sync"
	"testing"
)

type store struct {
	mu sync.Mutex
	n  int
}

func panics(s *store) {
	s.mu.Lock()
	if s.n < 0 {
		panic("negative")
	}
	s.mu.Unlock()
}

func fatal(s *store) {
	s.mu.Lock()
	if s.n < 0 {
		log.Fatal("negative")
	}
	s.mu.Unlock()
}

func exits(s *store) {
	s.mu.Lock()
	if s.n < 0 {
		os.Exit(1)
	}
	s.mu.Unlock()
}

func fails(s *store) { panic(s.n) }

func panicsInCallee(s *store) {
	s.mu.Lock()
	if s.n < 0 {
		fails(s)
	}
	s.mu.Unlock()
}

func goexit(s *store) {
	s.mu.Lock()
	if s.n < 0 {
		runtime.Goexit()
	}
	s.mu.Unlock()
}

func loopsForEver(s *store) {
	s.mu.Lock()
	if s.n < 0 {
		for {
			s.n++
		}
	}
	s.mu.Unlock()
}

func aTest(t *testing.T, s *store) {
	s.mu.Lock()
	if s.n < 0 {
		t.Fatal("negative")
	}
	s.mu.Unlock()
}

// Who would miss it?
func returnsFromTest(t *testing.T, s *store) {
	s.mu.Lock()
	if s.n < 0 {
		t.Error("negative")
		return
	}
	s.mu.Unlock()
}
