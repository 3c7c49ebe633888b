// Package limits has limits that are no constants.
package limits

import (
	"os"
	"runtime"

	"golang.org/x/sync/errgroup"
)

func work() error { return nil }

// fan starts tasks that add a task each.
func fan(g *errgroup.Group, items []int) {
	for range items {
		g.Go(func() error {
			g.Go(work) // want `g.Go in a task of g, which has SetLimit\(runtime.GOMAXPROCS\(0\)\)`
			return nil
		})
	}
}

func numCPUBad(items []int) error {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	fan(&g, items)
	return g.Wait()
}

func procsBad(items []int) error {
	var g errgroup.Group
	n := runtime.GOMAXPROCS(0) * 2
	g.SetLimit(n)
	for range items {
		g.Go(func() error {
			g.Go(work) // want `g.Go in a task of g, which has SetLimit\(n\)`
			return nil
		})
	}
	return g.Wait()
}

func maxBad(items []int, n int) error {
	var g errgroup.Group
	g.SetLimit(max(n, 2))
	for range items {
		g.Go(func() error {
			g.Go(work) // want `g.Go in a task of g, which has SetLimit\(max\(n, 2\)\)`
			return nil
		})
	}
	return g.Wait()
}

func guardedBad(items []int, n int) error {
	var g errgroup.Group
	if n > 0 {
		g.SetLimit(n)
	}
	for range items {
		g.Go(func() error {
			g.Go(work) // want `g.Go in a task of g, which has SetLimit\(n\)`
			return nil
		})
	}
	return g.Wait()
}

func defaultBad(items []int, n int) error {
	var g errgroup.Group
	if n <= 0 {
		n = runtime.GOMAXPROCS(0)
	}
	g.SetLimit(n)
	for range items {
		g.Go(func() error {
			g.Go(work) // want `g.Go in a task of g, which has SetLimit\(n\)`
			return nil
		})
	}
	return g.Wait()
}

const perCPU = 4

func namedConstantBad(items []int) error {
	var g errgroup.Group
	g.SetLimit(perCPU)
	for range items {
		g.Go(func() error {
			g.Go(work) // want `g.Go in a task of g, which has SetLimit\(perCPU\)`
			return nil
		})
	}
	return g.Wait()
}

func negativeOk(items []int) error {
	var g errgroup.Group
	g.SetLimit(-1)
	for range items {
		g.Go(func() error {
			g.Go(work)
			return nil
		})
	}
	return g.Wait()
}

// Somebody may switch the limit off.
func eitherOk(items []int) error {
	var g errgroup.Group
	g.SetLimit(4)
	if os.Getenv("UNLIMITED") != "" {
		g.SetLimit(-1)
	}
	for range items {
		g.Go(func() error {
			g.Go(work)
			return nil
		})
	}
	return g.Wait()
}

// The wrong side of the condition.
func guardedWrongOk(items []int, n int) error {
	var g errgroup.Group
	if n > 0 {
		return work()
	}
	g.SetLimit(n)
	for range items {
		g.Go(func() error {
			g.Go(work)
			return nil
		})
	}
	return g.Wait()
}
