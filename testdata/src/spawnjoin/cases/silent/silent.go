// Package silent has what is not reported.
package silent

import (
	"os"
	"sync"

	"golang.org/x/sync/errgroup"
)

func limited(xs []int, f func(int)) {
	var g errgroup.Group
	g.SetLimit(4)
	for _, x := range xs {
		g.Go(func() error {
			f(x)
			return nil
		})
	}
	g.Wait()
}

func few(f func(int), xs ...int) {
	var wg sync.WaitGroup
	for _, x := range xs {
		wg.Go(func() { f(x) })
	}
	for _, x := range [4]int{} {
		wg.Go(func() { f(x) })
	}
	wg.Wait()
}

// This is a mistake, and for spawnbound to tell.
func files(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() { os.ReadFile(name) })
	}
	wg.Wait()
}

type conn struct{ done chan struct{} }

func (c *conn) Close() { <-c.done }

func closeAll(conns []*conn) {
	for _, c := range conns {
		go c.Close()
	}
	for _, c := range conns {
		go func() { c.Close() }()
	}
}
